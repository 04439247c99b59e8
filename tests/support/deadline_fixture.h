/*
 * What deadlines are reckoned from in tests of them: the carried categories, the usual opening
 * hours and a fresh calendar for every test, in bokmål.
 */
#pragma once

#include "skranke/domain/deadline.h"

/** @name Set by the four functions below @{ */
extern GPtrArray *deadline_categories; /**< Category * */
extern Calendar *deadline_calendar;
extern Opening deadline_opening;
/** @} */

/** Group and test fixtures of cmocka. */
int deadline_fixture_begin(void **state);
int deadline_fixture_end(void **state);
int deadline_fixture_fresh(void **state);
int deadline_fixture_drop(void **state);

/** Of an ISO date; fails the test where it is none. */
Day deadline_day(const char *iso);
/** By its code; fails the test where there is none. Borrowed. */
const Category *deadline_category(const char *code);
