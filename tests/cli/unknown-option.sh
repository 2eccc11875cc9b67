brink run small.cfg --replicatoins 5
