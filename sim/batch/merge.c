/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Joining is resuming a run of which nothing is left to compute; the folder of its blocks says which run it is. */
#include <stdlib.h>
#include <string.h>

#include "batch/folder.h"
#include "batch/manifest.h"
#include "brink/run.h"

static brink_status merge(const bri_manifest *manifest, const brink_run_options *asked, brink_run_report *report, brink_diagnostics *diagnostics,
                          brink_error *error) {
    brink_scenario *scenario;
    brink_run_options options = manifest->options;
    options.output = asked->output;
    options.force = asked->force;
    options.progress = asked->progress;
    options.context = asked->context;
    options.interrupt = asked->interrupt;
    options.resume = options.only_merge = true;
    brink_status status = brink_scenario_parse(&scenario, "run", manifest->scenario, strlen(manifest->scenario), diagnostics, error);
    if (status != BRINK_OK)
        return status;
    memcpy(scenario->sha256, manifest->sha256, sizeof scenario->sha256); /* of the files as they were, before their includes were put in */
    status = brink_run(scenario, &options, report, diagnostics, error);
    brink_scenario_free(scenario);
    return status;
}

brink_status brink_merge(const brink_run_options *options, brink_run_report *report, brink_diagnostics *diagnostics, brink_error *error) {
    bri_folder folder;
    bri_manifest manifest;
    *report = (brink_run_report){.seed = 0};
    if (!bri_folder_init(&folder, options->output, true))
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    brink_status status = bri_folder_exists(&folder) ? bri_folder_open(&folder, error)
                                                     : brink_error_set(error, BRINK_E_USAGE, "there is nothing to join: no \"%s\"", folder.path);
    if (status == BRINK_OK) {
        status = bri_manifest_read(&manifest, folder.run, error);
        bri_folder_clear(&folder);
        if (status == BRINK_OK)
            status = merge(&manifest, options, report, diagnostics, error);
        bri_manifest_clear(&manifest);
    } else {
        bri_folder_clear(&folder);
    }
    return status;
}
