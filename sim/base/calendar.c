/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Civil dates by the shifted year that begins in March, so that the leap day comes last and months have lengths in the pattern
 * (153 m + 2) / 5; 400 years are an era of 146,097 days (Hinnant 2013, "chrono-compatible low-level date algorithms").
 * Check values: 1970-01-01 is day 0, 2000-03-01 is day 11,017, 0001-01-01 is day -719,162. */
#include "base/calendar.h"

#include <math.h>
#include <stdio.h>

#define ERA_DAYS 146097L
#define DAYS_TO_EPOCH 719468L /* from 0000-03-01 to 1970-01-01 */
#define SECONDS_PER_DAY 86400L
/* Beyond these a civil year does not fit an int; instants are held inside. */
#define LIMIT_DAYS 7e11

static long floor_divide(long a, long b) {
    return a / b - (a % b < 0);
}

long bri_days_from_civil(int year, int month, int day) {
    long shifted_year = (long)year - (month <= 2);
    long era = floor_divide(shifted_year, 400);
    long year_of_era = shifted_year - era * 400;
    long day_of_year = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    long day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * ERA_DAYS + day_of_era - DAYS_TO_EPOCH;
}

void bri_civil_from_days(long days, int *year, int *month, int *day) {
    long shifted = days + DAYS_TO_EPOCH;
    long era = floor_divide(shifted, ERA_DAYS);
    long day_of_era = shifted - era * ERA_DAYS;
    long year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / (ERA_DAYS - 1)) / 365;
    long day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    long shifted_month = (5 * day_of_year + 2) / 153;
    *day = (int)(day_of_year - (153 * shifted_month + 2) / 5 + 1);
    *month = (int)(shifted_month + (shifted_month < 10 ? 3 : -9));
    *year = (int)(year_of_era + era * 400 + (*month <= 2));
}

static bool is_leap(int year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month) {
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return lengths[month - 1] + (month == 2 && is_leap(year));
}

/** Read exactly `digits` decimal digits, then step past them; false where there are fewer. */
static bool read_digits(const char **text, int digits, int *value) {
    int result = 0;
    for (int i = 0; i < digits; i++) {
        char c = (*text)[i];
        if (c < '0' || c > '9') {
            return false;
        }
        result = 10 * result + (c - '0');
    }
    *text += digits;
    *value = result;
    return true;
}

static bool read_separated(const char **text, char separator, int *value) {
    if (**text != separator) {
        return false;
    }
    ++*text;
    return read_digits(text, 2, value);
}

/** "T18:30[:15][Z]" to the end of the text. */
static bool parse_time(const char *text, long *seconds) {
    int hour, minute, second = 0;
    if (!read_separated(&text, 'T', &hour) || !read_separated(&text, ':', &minute)) {
        return false;
    }
    if (*text == ':' && !read_separated(&text, ':', &second)) {
        return false;
    }
    text += *text == 'Z';
    if (*text != '\0' || hour > 23 || minute > 59 || second > 59) {
        return false;
    }
    *seconds = 3600L * hour + 60L * minute + second;
    return true;
}

bool bri_date_parse(const char *text, double *days) {
    int year, month, day;
    if (!read_digits(&text, 4, &year) || !read_separated(&text, '-', &month) || !read_separated(&text, '-', &day)) {
        return false;
    }
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) {
        return false;
    }
    long seconds = 0;
    if (*text != '\0' && !parse_time(text, &seconds)) {
        return false;
    }
    *days = (double)bri_days_from_civil(year, month, day) + (double)seconds / SECONDS_PER_DAY;
    return true;
}

/** The civil day that an instant lies in; a number that is no instant lies at the lower limit. */
static long day_of(double days) {
    return (long)floor(fmin(fmax(days, -LIMIT_DAYS), LIMIT_DAYS));
}

void bri_date_format(double days, bool with_time, char text[BRI_DATE_SIZE]) {
    if (!isfinite(days)) {
        snprintf(text, BRI_DATE_SIZE, "%s", isnan(days) ? "no date" : days > 0 ? "never" : "before all time");
        return;
    }
    int year, month, day;
    long date = day_of(days);
    if (!with_time) {
        bri_civil_from_days(date, &year, &month, &day);
        snprintf(text, BRI_DATE_SIZE, "%04d-%02d-%02d", year, month, day);
        return;
    }
    long seconds = lround((fmin(fmax(days, -LIMIT_DAYS), LIMIT_DAYS) - (double)date) * SECONDS_PER_DAY);
    date += seconds / SECONDS_PER_DAY; /* the last half second of a day rounds into the next one */
    seconds %= SECONDS_PER_DAY;
    bri_civil_from_days(date, &year, &month, &day);
    snprintf(text, BRI_DATE_SIZE, "%04d-%02d-%02dT%02ld:%02ld:%02ldZ", year, month, day, seconds / 3600, seconds / 60 % 60, seconds % 60);
}

int bri_month(double days) {
    int year, month, day;
    bri_civil_from_days(day_of(days), &year, &month, &day);
    return month;
}

double bri_next_month(double days) {
    int year, month, day;
    bri_civil_from_days(day_of(days), &year, &month, &day);
    return (double)(month == 12 ? bri_days_from_civil(year + 1, 1, 1) : bri_days_from_civil(year, month + 1, 1));
}

double bri_year_fraction(double days) {
    int year, month, day;
    double instant = fmin(fmax(days, -LIMIT_DAYS), LIMIT_DAYS);
    bri_civil_from_days(day_of(days), &year, &month, &day);
    double fraction = (instant - (double)bri_days_from_civil(year, 1, 1)) / (is_leap(year) ? 366.0 : 365.0);
    return fmin(fraction, 1 - 0x1p-53); /* an instant just before 1970 is so small that the difference rounds up to the year's end */
}
