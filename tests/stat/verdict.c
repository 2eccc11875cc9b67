/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verdict.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <setjmp.h>
#include <cmocka.h>

enum { MOST = 400, NAME = 100, LEAST_EXPECTED = 50 };

/** One comparison of the case in hand. */
typedef struct comparison {
    char what[NAME];
    double n, statistic, p;
    double detects; /* relative shift of what is compared that would fail with a chance of 0.999; NaN where there is no such number */
} comparison;

static struct {
    const char *group, *name;
    comparison done[MOST];
    size_t count, group_count;
    double alpha;
    bool is_again; /* the second stage: other seed, same comparisons */
} verdict;

typedef struct share {
    const char *group;
    size_t comparisons;
} share;

static const share shares[] = {
#define SHARE(group, comparisons) {#group, comparisons},
#include "shares.def"
#undef SHARE
};

enum { SHARES = sizeof shares / sizeof shares[0] };

static size_t all_shares(void) {
    size_t sum = 0;
    for (size_t i = 0; i < SHARES; i++) sum += shares[i].comparisons;
    return sum;
}

static double environment(const char *name, double fallback) {
    const char *value = getenv(name);
    return value == NULL ? fallback : strtod(value, NULL);
}

uint64_t verdict_count(uint64_t n) {
    return (uint64_t)((double)n * environment("BRINK_STAT_SCALE", 1.0));
}

/** The normal quantile beyond which a comparison fails, and that of a power of 0.999. */
static double needed_z(void) {
    return gsl_cdf_ugaussian_Qinv(verdict.alpha / 2.0) + gsl_cdf_ugaussian_Pinv(0.999);
}

static void judge(const char *what, double n, double statistic, double p, double detects) {
    verdict_require(!isnan(p), "%s: no p-value (statistic %g of %g)", what, statistic, n);
    verdict_require(verdict.count < MOST, "too many comparisons");
    comparison *c = &verdict.done[verdict.count++];
    snprintf(c->what, sizeof c->what, "%s", what);
    c->n = n;
    c->statistic = statistic;
    c->p = p;
    c->detects = detects;
    if (getenv("BRINK_STAT_REPORT") != NULL)
        printf("stat\t%s\t%s\t%s\t%.0f\t%.3f\t%.3g\t%.2g\n", verdict.group, verdict.name, what, n, statistic, p, detects);
}

/* ---- comparisons ---- */

void verdict_z(const char *what, double n, double mean, double expected, double sd) {
    double error = sd / sqrt(n), z = (mean - expected) / error;
    judge(what, n, z, 2.0 * gsl_cdf_ugaussian_Q(fabs(z)), expected != 0.0 ? needed_z() * error / fabs(expected) : NAN);
}

void tally_add(tally *t, double x) {
    double d = x - t->reference.mean;
    t->n += 1.0;
    t->first += d;
    t->second += d * d;
}

void verdict_mean(const tally *t, const char *what) {
    verdict_z(what, t->n, t->reference.mean + t->first / t->n, t->reference.mean, sqrt(t->reference.variance));
}

void verdict_moments(const tally *t, const char *what) {
    char name[NAME];
    const ref_moments *r = &t->reference;
    snprintf(name, sizeof name, "mean of %s", what);
    verdict_mean(t, name);
    snprintf(name, sizeof name, "variance of %s", what);
    verdict_z(name, t->n, t->second / t->n, r->variance, sqrt(r->fourth - r->variance * r->variance));
}

void verdict_proportion(const char *what, double n, double hits, double probability) {
    double at_most = gsl_cdf_binomial_P((unsigned)hits, probability, (unsigned)n);
    double at_least = hits > 0.0 ? gsl_cdf_binomial_Q((unsigned)hits - 1, probability, (unsigned)n) : 1.0;
    double error = sqrt(n * probability * (1.0 - probability));
    judge(what, n, (hits - n * probability) / error, fmin(1.0, 2.0 * fmin(at_most, at_least)), needed_z() * error / (n * probability));
}

void verdict_counts(const char *what, const double *observed, const double *expected, size_t cells) {
    double chi = 0.0, n = 0.0, o = 0.0, e = 0.0, left = 0.0;
    int degrees = -1;
    for (size_t i = 0; i < cells; i++) left += expected[i];
    for (size_t i = 0; i < cells; i++) {
        o += observed[i];
        e += expected[i];
        n += observed[i];
        left -= expected[i];
        if (i + 1 < cells && (e < LEAST_EXPECTED || left < LEAST_EXPECTED)) continue;
        if (e > 0.0) chi += (o - e) * (o - e) / e;
        verdict_require(e > 0.0 || o == 0.0, "%s: %g observed where nothing can be", what, o);
        degrees += e > 0.0;
        o = e = 0.0;
    }
    verdict_require(degrees > 0, "%s: one cell is no test", what);
    judge(what, n, chi, gsl_cdf_chisq_Q(chi, degrees), NAN);
}

void verdict_same_counts(const char *what, const double *one, const double *other, size_t cells) {
    double n = 0.0, m = 0.0, chi = 0.0, a = 0.0, b = 0.0, left = 0.0;
    int degrees = -1;
    for (size_t i = 0; i < cells; i++) {
        n += one[i];
        m += other[i];
    }
    left = n + m;
    for (size_t i = 0; i < cells; i++) {
        a += one[i];
        b += other[i];
        left -= one[i] + other[i];
        if (i + 1 < cells && (a + b < 2 * LEAST_EXPECTED || left < 2 * LEAST_EXPECTED)) continue;
        double difference = a * sqrt(m / n) - b * sqrt(n / m);
        if (a + b > 0.0) chi += difference * difference / (a + b);
        degrees += a + b > 0.0;
        a = b = 0.0;
    }
    verdict_require(degrees > 0, "%s: one cell is no test", what);
    judge(what, n + m, chi, gsl_cdf_chisq_Q(chi, degrees), NAN);
}

/* ---- histograms ---- */

histogram histogram_new(size_t cells) {
    histogram h = {.count = calloc(cells, sizeof *h.count), .cells = cells};
    verdict_require(h.count != NULL, "out of memory");
    return h;
}

void histogram_add(histogram *h, double value) {
    verdict_require(value >= 0.0, "a count of %g", value);
    size_t cell = value < (double)h->cells - 1.0 ? (size_t)value : h->cells - 1;
    h->count[cell] += 1.0;
    h->n += 1.0;
}

void verdict_histogram(histogram *h, const char *what, const double *p) {
    double *expected = calloc(h->cells, sizeof *expected), rest = h->n;
    verdict_require(expected != NULL, "out of memory");
    for (size_t i = 0; i + 1 < h->cells; i++) {
        expected[i] = h->n * p[i];
        rest -= expected[i];
    }
    expected[h->cells - 1] = fmax(rest, 0.0);
    verdict_counts(what, h->count, expected, h->cells);
    free(expected);
    free(h->count);
    h->count = NULL;
}

/* ---- uniforms ---- */

void uniforms_add(uniforms *list, double u) {
    if (list->count == list->capacity) {
        list->capacity = list->capacity == 0 ? 1024 : 2 * list->capacity;
        list->u = realloc(list->u, list->capacity * sizeof *list->u);
        verdict_require(list->u != NULL, "out of memory");
    }
    list->u[list->count++] = u;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void verdict_uniform(uniforms *list, const char *what) {
    double n = (double)list->count, distance = 0.0;
    verdict_require(list->count >= 100, "%s: only %zu values", what, list->count);
    qsort(list->u, list->count, sizeof *list->u, by_size);
    for (size_t i = 0; i < list->count; i++) distance = fmax(distance, fmax((double)(i + 1) / n - list->u[i], list->u[i] - (double)i / n));
    judge(what, n, sqrt(n) * distance, ref_kolmogorov_tail(sqrt(n) * distance), NAN);
}

void verdict_same_law(uniforms *one, uniforms *other, const char *what) {
    double n = (double)one->count, m = (double)other->count, distance = 0.0;
    verdict_require(one->count >= 100 && other->count >= 100, "%s: only %zu and %zu values", what, one->count, other->count);
    qsort(one->u, one->count, sizeof *one->u, by_size);
    qsort(other->u, other->count, sizeof *other->u, by_size);
    for (size_t i = 0, j = 0; i < one->count && j < other->count;) {
        double x = fmin(one->u[i], other->u[j]);
        while (i < one->count && one->u[i] <= x) i++;
        while (j < other->count && other->u[j] <= x) j++;
        distance = fmax(distance, fabs((double)i / n - (double)j / m));
    }
    double root = sqrt(n * m / (n + m));
    judge(what, n + m, root * distance, ref_kolmogorov_tail(root * distance), NAN);
}

void verdict_uniform_cells(const uniforms *list, const char *what, size_t cells) {
    double *count = calloc(2 * cells, sizeof *count), *expected = count + cells;
    verdict_require(count != NULL, "out of memory");
    for (size_t i = 0; i < list->count; i++) count[(size_t)fmin(list->u[i] * (double)cells, (double)cells - 1.0)] += 1.0;
    for (size_t i = 0; i < cells; i++) expected[i] = (double)list->count / (double)cells;
    verdict_counts(what, count, expected, cells);
    free(count);
}

void verdict_uncorrelated(const uniforms *list, const char *what) {
    double sum = 0.0;
    for (size_t i = 0; i + 1 < list->count; i++) sum += (list->u[i] - 0.5) * (list->u[i + 1] - 0.5);
    double n = (double)list->count - 1.0;
    verdict_z(what, n, sum / n, 0.0, 1.0 / 12.0); /* products of neighbours are uncorrelated */
}

void uniforms_clear(uniforms *list) {
    free(list->u);
    *list = (uniforms){NULL, 0, 0};
}

/* ---- the run ---- */

void verdict_require(bool holds, const char *format, ...) {
    if (holds) return;
    char text[2000];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    print_error("%s: %s\n", verdict.name, text);
    fail();
}

static uint64_t mix(uint64_t seed, const char *name) {
    uint64_t hash = 0xcbf29ce484222325u ^ seed; /* FNV-1a */
    for (; *name != '\0'; name++) hash = (hash ^ (unsigned char)*name) * 0x100000001b3u;
    return hash;
}

/** Run the body; which of its comparisons fell below alpha is in failed[]; how many did is returned. */
static size_t run_stage(const stat_case *test, uint64_t seed, bool *failed) {
    size_t failures = 0;
    verdict.count = 0;
    test->body(seed);
    for (size_t i = 0; i < verdict.count; i++) {
        failed[i] = verdict.done[i].p < verdict.alpha;
        failures += failed[i];
    }
    return failures;
}

static void print_failures(const stat_case *test, const bool *failed) {
    for (size_t i = 0; i < verdict.count; i++)
        if (failed[i])
            print_error("%s: %s: statistic %.3f of %.0f, p = %.3g < %.3g\n", test->name, verdict.done[i].what, verdict.done[i].statistic,
                        verdict.done[i].n, verdict.done[i].p, verdict.alpha);
}

/** Both stages of a soak: failed[] keeps what fails again. */
static size_t run_again(const stat_case *test, uint64_t seed, bool *failed) {
    bool again[MOST];
    size_t failures = 0;
    print_failures(test, failed);
    print_message("%s: second stage\n", test->name);
    run_stage(test, mix(seed, "second stage"), again);
    for (size_t i = 0; i < verdict.count; i++) {
        failed[i] = failed[i] && again[i];
        failures += failed[i];
    }
    return failures;
}

static void run_case(void **state) {
    const stat_case *test = *state;
    bool failed[MOST];
    const char *soak = getenv("BRINK_STAT_SOAK");
    uint64_t seed = mix(soak != NULL ? strtoull(soak, NULL, 10) : 0, test->name);
    verdict.name = test->name;
    if (getenv("BRINK_STAT_REPORT") != NULL) printf("case\t%s\t%s\t%s\n", verdict.group, test->name, test->against);
    size_t failures = run_stage(test, seed, failed);
    verdict.group_count += verdict.count;
    if (failures > 0 && soak != NULL) failures = run_again(test, seed, failed);
    if (failures == 0) return;
    print_failures(test, failed);
    fail_msg("%zu of %zu comparisons failed (seed %llu)", failures, verdict.count, (unsigned long long)seed);
}

static int check_share(void **state) {
    (void)state;
    if (getenv("BRINK_STAT_ONLY") != NULL) return 0;
    for (size_t i = 0; i < SHARES; i++) {
        if (strcmp(shares[i].group, verdict.group) != 0) continue;
        if (shares[i].comparisons == verdict.group_count) return 0;
        print_error("group %s made %zu comparisons; shares.def has %zu\n", verdict.group, verdict.group_count, shares[i].comparisons);
        return -1;
    }
    print_error("group %s is not in shares.def\n", verdict.group);
    return -1;
}

static void choose_soak_seed(void) {
    const char *soak = getenv("BRINK_STAT_SOAK");
    char seed[32];
    if (soak == NULL) return;
    if (strcmp(soak, "0") == 0) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        snprintf(seed, sizeof seed, "%llu", (unsigned long long)now.tv_sec * 1000000000u + (unsigned long long)now.tv_nsec);
        setenv("BRINK_STAT_SOAK", seed, 1);
    }
    print_message("BRINK_STAT_SOAK=%s\n", getenv("BRINK_STAT_SOAK"));
}

int verdict_main(const char *group, const stat_case *cases, size_t count) {
    struct CMUnitTest *tests = calloc(count, sizeof *tests);
    if (tests == NULL) return 1;
    choose_soak_seed();
    gsl_set_error_handler_off();
    if (getenv("BRINK_STAT_ONLY") != NULL) cmocka_set_test_filter(getenv("BRINK_STAT_ONLY"));
    verdict.group = group;
    verdict.alpha = (getenv("BRINK_STAT_SOAK") != NULL ? VERDICT_STAGE : VERDICT_FALSE_ALARM) / (double)all_shares();
    for (size_t i = 0; i < count; i++)
        tests[i] = (struct CMUnitTest){.name = cases[i].name, .test_func = run_case, .initial_state = (void *)(uintptr_t)&cases[i]};
    int failures = _cmocka_run_group_tests(group, tests, count, NULL, check_share);
    free(tests);
    return failures;
}
