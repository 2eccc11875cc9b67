/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * OUT.h5.parts: where the blocks of a run that is not done stand, beside a file "run" that says which run it is.
 */
#ifndef BRI_FOLDER_H
#define BRI_FOLDER_H

#include "batch/block.h"
#include "batch/identity.h"

typedef struct bri_folder {
    char *path;
    char *run;  /* the text of its file "run"; NULL until it is opened */
    int lock;   /* of that file; -1 */
    bool is_shared;
} bri_folder;

/** The granules of a good block, and its file. */
typedef struct bri_kept_block {
    uint64_t first, end;
    char *path;
} bri_kept_block;

typedef struct bri_kept_blocks {
    bri_kept_block *list; /* in order, without overlap */
    size_t count;
    size_t damaged, foreign; /* files that were left out: damaged, of another run */
    char first_damage[400];  /* what the first of them had */
} bri_kept_blocks;

/** The folder of a results file; nothing happens on disk. is_shared: other processes work on the same run (shards). False: memory is out. */
bool bri_folder_init(bri_folder *folder, const char *output, bool is_shared);
void bri_folder_clear(bri_folder *folder);

bool bri_folder_exists(const bri_folder *folder);

/** False where the folder has no file "run": whoever made it was killed before anything was kept. What that left is removed, unless the folder is
 *  shared with others, who may just be making it. */
bool bri_folder_is_begun(const bri_folder *folder);

/** Open one that exists: lock it, read its file "run" into folder->run, and remove what killed processes have left. BRINK_E_USAGE: it is in use by
 *  another process, or is no folder of parts. */
brink_status bri_folder_open(bri_folder *folder, brink_error *error);

/** Make it where it is not open, with `run` as its file "run"; where another process of the same run was faster, open that. */
brink_status bri_folder_ensure(bri_folder *folder, const char *run, brink_error *error);

/** All good blocks of the run with that hash; every byte of them is checked. Damaged files are removed. */
brink_status bri_folder_list(const bri_folder *folder, const char *sha256, bri_kept_blocks *blocks, brink_error *error);
void bri_kept_blocks_clear(bri_kept_blocks *blocks);

/** Remove it where it holds no block. */
void bri_folder_tidy(bri_folder *folder);

/** Remove it with all it holds. What cannot be removed stays. */
void bri_folder_remove(bri_folder *folder);

#endif
