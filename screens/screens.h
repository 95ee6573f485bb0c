/* SPDX-License-Identifier: ISC */
/*
 * screens - the table of all screens
 *
 * To add one: write screens/<name>.c, add its line here and a state for it to
 * the golden tests. Help, More actions, the manual and the tests over all
 * screens read this table.
 */
#ifndef SCREENS_SCREENS_H
#define SCREENS_SCREENS_H

#include "../tui/screen.h"

/* X(name of the constant, what its args are) */
#define SCREEN_LIST(X) \
	X(home, "") \
	X(welcome, "") \
	X(start, "") \
	X(which, "") \
	X(stage, "a: stage id") \
	X(activity, "a: activity id") \
	X(checklist, "a: checklist id") \
	X(item, "a: item id") \
	X(questions, "a: question set id") \
	X(question, "a: question id") \
	X(close, "a: stage id") \
	X(registers, "") \
	X(register, "a: register id") \
	X(record, "a: register id, b: record id") \
	X(form, "a: register id, b: record id or none, c: record to copy") \
	X(row, "a: register/field, b: record id, c: row or none") \
	X(pick, "a: register/field, b: chosen now") \
	X(filter, "a: register id") \
	X(conflict, "a: fact=version seen by lines, b: fact=my text, c: register id") \
	X(history, "a: prefix of facts, or none for everything; b: since, or none") \
	X(entry, "a: number of the change") \
	X(audit, "") \
	X(erase, \
	  "a: prefix of facts, or number of a change; b: one answer, or none; c: why, or none") \
	X(retention, "") \
	X(find, "a: text to start with") \
	X(glossary, "a: term to start with") \
	X(self, "") \
	X(rating, "a: competency or element id") \
	X(views, "") \
	X(matrix, "a: view id") \
	X(matrix_row, "a: view id, b: record id") \
	X(matrix_cell, "a: view id, b: record id of the row, c: of the column") \
	X(matrix_filter, "a: view id, b: filter now") \
	X(matrix_missing, "a: view id") \
	X(board, "a: view id") \
	X(move, "a: view id, b: record id, n: place from 0") \
	X(scores, "a: view id, b: record id") \
	X(sums, "a: view id") \
	X(series, "a: view id") \
	X(measure, "a: view id, b: record id") \
	X(judged, "a: view id") \
	X(judged_row, "a: view id, b: record id") \
	X(lacking, "a: view id") \
	X(groups, "a: view id") \
	X(timeline, "a: view id") \
	X(ends, "a: view id") \
	X(reports, "") \
	X(report, "a: report id") \
	X(since, "a: report id") \
	X(save_file, "a: what: register/ID, report/ID, everything") \
	X(attention, "") \
	X(chain, "a: record id") \
	X(drafts, "") \
	X(draft, "a: cycle, b: key of the register, c: record: c1, ne, new") \
	X(no_longer, "") \
	X(source, "a: kind, b: id") \
	X(people, "") \
	X(who, "") \
	X(person, "a: person") \
	X(leaving, "a: person") \
	X(ways_in, "") \
	X(way_in, "a: person") \
	X(cycles, "") \
	X(carry, "") \
	X(model, "a: view id, b: entry or none") \
	X(still_true, "a: register id, b: entry of the cycle before") \
	X(details, "") \
	X(settings, "") \
	X(help, "a: screen name") \
	X(more, "a: screen name")

#define SCREEN_EXTERN(name, args) extern const struct screen screen_##name;
SCREEN_LIST(SCREEN_EXTERN)
#undef SCREEN_EXTERN

/* screen_named - by the screen's stable name; NULL: none */
const struct screen *screen_named(const char *name);
extern const struct screen *const all_screens[]; /* ends in NULL */

#endif
