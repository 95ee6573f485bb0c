/* SPDX-License-Identifier: ISC */
/* series_internal - how answers are read by what a view says of them */
#ifndef CORE_SERIES_INTERNAL_H
#define CORE_SERIES_INTERNAL_H

#include "series.h"

struct figure figure_read(const char *stored);
/* part_tells - is the answer one of those that the part names under that name? */
bool part_tells(const struct view_part *p, const char *name, const char *answer);

#endif
