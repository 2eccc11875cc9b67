/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table: what a function is called, what it takes and gives, and what the reference page says of it. */
#include "lang/functions.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "lang/draws.h"

/* clang-format off */

#define CALL(name, arguments, signature, domains, op, group, doc) \
    X(name, arguments, signature, domains, BRI_FUNCTION_CALL, BRI_OP_##op, 0, group, doc)
#define DRAW(name, arguments, signature, domains, doc) \
    X(#name, arguments, signature, domains, BRI_FUNCTION_CALL, BRI_OP_DRAW, BRI_DRAW_##name, "draws", doc)
#define DRAW_MANY(name, arguments, signature, domains, doc) \
    X(#name, arguments, signature, domains, BRI_FUNCTION_CALL, BRI_OP_DRAW_MANY, BRI_DRAW_##name, "draws", doc)
#define REFERENCE(name, arguments, group, doc) X(name, arguments, "", "", BRI_FUNCTION_REFERENCE, BRI_OP_LEAF, 0, group, doc)
#define NAME(name, group, doc) X(name, "", "", "", BRI_FUNCTION_NAME, BRI_OP_LEAF, 0, group, doc)

#define FUNCTIONS \
    CALL("abs", "x", "x>x", "-", ABS, "usual", "absolute value") \
    CALL("min", "x, y, ...", "xx*>x", "-", MIN, "usual", "least of two or more") \
    CALL("max", "x, y, ...", "xx*>x", "-", MAX, "usual", "greatest of two or more") \
    CALL("exp", "x", "n>n", "-", EXP, "usual", "e to the power x") \
    CALL("log", "x", "n>n", "-", LOG, "usual", "natural logarithm") \
    CALL("log10", "x", "n>n", "-", LOG10, "usual", "logarithm to base 10") \
    CALL("log1p", "x", "n>n", "-", LOG1P, "usual", "log(1 + x), exact for small x") \
    CALL("expm1", "x", "n>n", "-", EXPM1, "usual", "exp(x) - 1, exact for small x") \
    CALL("sqrt", "x", "q", "-", SQRT, "usual", "square root; halves the power of time") \
    CALL("pow", "x, y", "^", "-", POWER, "usual", "x^y") \
    CALL("sin", "x", "n>n", "-", SIN, "usual", "sine of x radians") \
    CALL("cos", "x", "n>n", "-", COS, "usual", "cosine of x radians") \
    CALL("tan", "x", "n>n", "-", TAN, "usual", "tangent of x radians") \
    CALL("tanh", "x", "n>n", "-", TANH, "usual", "hyperbolic tangent") \
    CALL("atan", "x", "n>n", "-", ATAN, "usual", "arc tangent, in radians") \
    CALL("floor", "x", "n>n", "-", FLOOR, "usual", "greatest whole number not above x") \
    CALL("ceil", "x", "n>n", "-", CEIL, "usual", "least whole number not below x") \
    CALL("round", "x", "n>n", "-", ROUND, "usual", "nearest whole number, halves away from 0") \
    CALL("sign", "x", "x>n", "-", SIGN, "usual", "-1, 0 or 1") \
    CALL("mod", "x, y", "xx>x", "-", MOD, "usual", "remainder of x / y, with the sign of y; also x % y") \
    CALL("logistic", "x", "n>n", "-", LOGISTIC, "usual", "1 / (1 + exp(-x))") \
    CALL("hypot", "x, y", "xx>x", "-", HYPOT, "usual", "sqrt(x^2 + y^2)") \
    CALL("erf", "x", "n>n", "-", ERF, "usual", "error function") \
    CALL("lgamma", "x", "n>n", "+", LGAMMA, "usual", "logarithm of the gamma function of x > 0") \
    CALL("clamp", "x, low, high", "xxx>x", "--u", CLAMP, "shaping", "x held between low and high") \
    CALL("step", "x", "x>n", "-", STEP, "shaping", "1 if x >= 0, else 0") \
    CALL("logit", "p", "n>n", "p", LOGIT, "shaping", "log(p / (1 - p))") \
    X("table", "name, x", "", "", BRI_FUNCTION_TABLE, BRI_OP_TABLE, 0, "shaping", \
      "value at x of a table of the section `tables`, or of a file: table('prices.csv', time)") \
    NAME("month", "calendar", "month of the date, 1 to 12") \
    REFERENCE("season", "name", "calendar", "true in the meteorological season winter, spring, summer or autumn of the northern half") \
    NAME("cos_year", "calendar", "cosine of 2 pi times the fraction of the year gone; 1 on 1 January") \
    NAME("sin_year", "calendar", "sine of 2 pi times the fraction of the year gone; 0 on 1 January") \
    X("date", "'2017-07-31'", "", "", BRI_FUNCTION_DATE, BRI_OP_CONSTANT, 0, "calendar", "a date in UTC as the duration since start") \
    NAME("time", "calendar", "duration since start") \
    REFERENCE("since", "action, source, target", "history", "duration since the action last happened; inf before the first; source and target " \
              "may be left out, or be any: of all its events, or of those from one actor, at one, or from one to another") \
    REFERENCE("count", "action, source, target, window", "history", "how often the action has happened, likewise; with a window, in the last " \
              "such duration") \
    REFERENCE("active", "action, source, target", "history", "open episodes of the action, likewise") \
    REFERENCE("first", "action, source, target", "history", "time of the action's first event, likewise; inf if never") \
    REFERENCE("rung", "name", "history", "index of the named rung; without a name, of the highest rung that holds") \
    REFERENCE("reached", "rung", "history", "time at which the ladder first stood at that rung or above; inf if never") \
    REFERENCE("posture", "actor, name", "actors", "index of the actor's posture; with a name, whether it is that one") \
    X("sum", "network, x", "", "", BRI_FUNCTION_OVER, BRI_OP_SUM, 0, "members", \
      "sum of x over whom self has links to, or over a group; `other` is the one in hand") \
    X("mean", "network, x", "", "", BRI_FUNCTION_OVER, BRI_OP_MEAN, 0, "members", "mean of x likewise; 0 over none") \
    NAME("age", "own clock", "duration since this decision last fired, was started by an effect, or since start") \
    CALL("exponential_hazard", "age, mean", "tt>r", "-+", EXPONENTIAL_HAZARD, "hazards", "1 / mean") \
    CALL("weibull_hazard", "age, k, scale", "tnt>r", "-++", WEIBULL_HAZARD, "hazards", "k / scale * (age / scale)^(k - 1)") \
    CALL("gamma_hazard", "age, shape, scale", "tnt>r", "-++", GAMMA_HAZARD, "hazards", "hazard of the gamma law of mean shape * scale") \
    CALL("lognormal_hazard", "age, median, sigma", "ttn>r", "-++", LOGNORMAL_HAZARD, "hazards", \
         "hazard of the lognormal law; sigma is the standard deviation of the logarithm") \
    CALL("loglogistic_hazard", "age, shape, scale", "tnt>r", "-++", LOGLOGISTIC_HAZARD, "hazards", \
         "hazard of the log-logistic law; scale is its median") \
    CALL("inverse_gaussian_hazard", "age, mean, shape", "ttt>r", "-++", INVERSE_GAUSSIAN_HAZARD, "hazards", \
         "hazard of the inverse Gaussian law of variance mean^3 / shape") \
    CALL("uniform_hazard", "age, low, high", "ttt>r", "-0U", UNIFORM_HAZARD, "hazards", \
         "1 / (high - age) between low and high, 0 outside") \
    DRAW(normal, "mean, sd", "xx>x", "-0", "normal law") \
    DRAW(lognormal, "zeta, sigma", "nn>n", "-0", "exp of a normal draw of mean zeta and standard deviation sigma") \
    DRAW(gamma, "a, b", "nx>x", "++", "gamma law of shape a and scale b: mean a b") \
    DRAW(weibull, "a, b", "xn>x", "++", "Weibull law of scale a and exponent b") \
    DRAW(exponential, "mean", "x>x", "0", "exponential law") \
    DRAW(uniform, "low, high", "xx>x", "-u", "uniform law between low and high") \
    DRAW(beta, "a, b", "nn>n", "++", "beta law of mean a / (a + b)") \
    DRAW(bernoulli, "p", "n>b", "p", "true with probability p") \
    DRAW(poisson, "mean", "n>n", "0", "Poisson law") \
    DRAW(binomial, "p, n", "nn>n", "pw", "successes in n trials of probability p") \
    DRAW(geometric, "p", "n>n", "P", "trials up to and with the first success: 1, 2, ...") \
    DRAW(negative_binomial, "p, n", "nn>n", "P+", "failures before the n-th success; n need not be whole") \
    DRAW(pareto, "a, b", "nx>x", "++", "Pareto law of exponent a above the least value b") \
    DRAW(cauchy, "a", "x>x", "+", "Cauchy law of scale a about 0") \
    DRAW(chisq, "nu", "n>n", "+", "chi-squared law of nu degrees of freedom") \
    DRAW(tdist, "nu", "n>n", "+", "Student's t law of nu degrees of freedom") \
    DRAW(laplace, "a", "x>x", "+", "Laplace law of width a about 0") \
    DRAW(logistic_draw, "a", "x>x", "+", "logistic law of scale a about 0") \
    DRAW(rayleigh, "sigma", "x>x", "+", "Rayleigh law") \
    DRAW(gumbel1, "a, b", "in>x", "++", "type 1 Gumbel law: P(X < x) = exp(-b exp(-a x))") \
    DRAW_MANY(discrete, "w0, w1, ...", "xx*>n", "0", "index 0, 1, ... with probability in proportion to the weights") \
    DRAW_MANY(pick, "x0, x1, ...", "xx*>x", "-", "one of the values, each alike") \
    CALL("truncated", "draw, low, high", "xxx>x", "--u", DRAW_TRUNCATED, "draws", "a draw kept between low and high") \
    DRAW(inverse_gaussian, "mean, shape", "xx>x", "++", "inverse Gaussian law of variance mean^3 / shape") \
    DRAW(loglogistic, "shape, scale", "nx>x", "++", "log-logistic law of median scale")

/* clang-format on */

#define X(name_, arguments_, signature_, domains_, kind_, op_, draw_, group_, doc_)                                                                  \
    {.name = name_, .arguments = arguments_, .signature = signature_, .domains = domains_, .kind = kind_, .op = op_, .draw = draw_},
static const bri_function functions[] = {FUNCTIONS};
#undef X

#define X(name_, arguments_, signature_, domains_, kind_, op_, draw_, group_, doc_)                                                                  \
    {.name = name_, .arguments = arguments_, .doc = doc_, .group = group_},
static const bri_function_doc docs[] = {FUNCTIONS};
#undef X

#define FUNCTION_COUNT (sizeof functions / sizeof functions[0])

static const char *const words[] = {"ms", "s", "min", "h", "d", "wk", "mo", "yr", "true", "false", "pi", "inf", "and", "or", "not", "cause"};

const bri_function_doc *bri_function_docs(size_t *count) {
    *count = FUNCTION_COUNT;
    return docs;
}

const bri_function *bri_function_find(const char *name) {
    for (size_t i = 0; i < FUNCTION_COUNT; i++)
        if (strcmp(functions[i].name, name) == 0) return &functions[i];
    return NULL;
}

const char *bri_function_argument(const bri_function *function, size_t index, char buffer[24]) {
    const char *begin = function->arguments;
    for (; index > 0 && strstr(begin, ", "); index--) begin = strstr(begin, ", ") + 2;
    size_t length = strcspn(begin, ",");
    if (length > 23) length = 23;
    memcpy(buffer, begin, length);
    buffer[length] = '\0';
    return buffer;
}

void bri_function_arity(const bri_function *function, size_t *fewest, size_t *most) {
    const char *signature = function->signature;
    if (strcmp(signature, "q") == 0 || strcmp(signature, "^") == 0) {
        *fewest = *most = signature[0] == 'q' ? 1 : 2;
        return;
    }
    size_t letters = strcspn(signature, "*>");
    *fewest = letters;
    *most = signature[letters] == '*' ? SIZE_MAX : letters;
}

const char *const *bri_words(size_t *count) {
    *count = sizeof words / sizeof words[0];
    return words;
}

bool bri_word_is_taken(const char *word) {
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i], word) == 0) return true;
    return bri_function_find(word) != NULL;
}

const char *bri_unit_of_word(const char *word) {
    static const char *const units[][2] = {
        {"millisecond", "ms"}, {"msec", "ms"}, {"second", "s"}, {"sec", "s"},   {"minute", "min"}, {"min", "min"}, {"hour", "h"},
        {"hr", "h"},           {"day", "d"},   {"week", "wk"},  {"month", "mo"}, {"year", "yr"},   {"annum", "yr"},
    };
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        size_t length = strlen(units[i][0]);
        bool is_plural = strncasecmp(word, units[i][0], length) == 0 && tolower((unsigned char)word[length]) == 's' && !word[length + 1];
        if (is_plural || strcasecmp(word, units[i][0]) == 0) return units[i][1];
    }
    return NULL;
}

double bri_unit_days(const char *word) {
    static const struct {
        const char *name;
        double days;
    } units[] = {{"ms", 1 / 86400000.0}, {"s", 1 / 86400.0}, {"min", 1 / 1440.0}, {"h", 1 / 24.0}, {"d", 1.0}, {"wk", 7.0},
                 {"mo", 30.4375},        {"yr", 365.25}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(units[i].name, word) == 0) return units[i].days;
    return 0.0;
}
