/* SPDX-License-Identifier: ISC */
/*
 * fills - what the records say already about a question
 *
 * A question of the templates says under `from` which registers and views tell
 * about it and how. The text is a suggestion: it is marked as from the records
 * with its day, and is an answer only when somebody keeps it. Restricted
 * entries are left out, since answers go into reports.
 * Source: cairn-template(5), recall
 */
#ifndef CORE_FILLS_H
#define CORE_FILLS_H

#include "../records/record.h"

/* fills_text - "" where the question names nothing or there is nothing; fits into a long answer */
enum rc fills_text(const struct session *s, const struct question *q, struct arena *a,
		   const char **out, struct err *err);

#endif
