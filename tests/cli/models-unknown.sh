brink models hazrd
