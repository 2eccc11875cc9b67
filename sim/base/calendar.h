/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Proleptic Gregorian calendar in UTC. An instant is a number of days since 1970-01-01T00:00Z.
 */
#ifndef BRI_CALENDAR_H
#define BRI_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>

#define BRI_DATE_SIZE 32

/** "2017-07-31" or "2017-07-31T18:30[:15][Z]" to days since 1970; years 1 to 9999. False: not a date ("2017-02-30" included), *days untouched. */
bool bri_date_parse(const char *text, double *days);

/** Days since 1970 to "2017-07-31", or "2017-07-31T18:30:15Z" when with_time. */
void bri_date_format(double days, bool with_time, char text[BRI_DATE_SIZE]);

/** Days since 1970-01-01 of a civil date, and back. month 1..12, day 1..31. */
long bri_days_from_civil(int year, int month, int day);
void bri_civil_from_days(long days, int *year, int *month, int *day);

/** The month (1..12) that an instant lies in, and the first instant of the next month. */
int bri_month(double days);
double bri_next_month(double days);

/** The fraction of the year gone, [0, 1): 0 at 1 January 00:00. */
double bri_year_fraction(double days);

#endif
