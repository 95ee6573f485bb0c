/* SPDX-License-Identifier: ISC */
#include "years.h"

#include <stdlib.h>

#include "words.h"

enum { YEAR_CHARS = 40 }; /* more than a year has, so that nothing typed is cut */

void years_open(struct years *y, struct typed *t, struct frame *f, int first, int last)
{
	static const char *const name[] = { "first", "last" };
	const int year[] = { first, last };

	y->typed = t;
	for (int i = 0; i < 2; i++)
		y->box[i] =
			typed_box(t, f, name[i], YEAR_CHARS,
				  arena_printf(f->arena, "%d-%02d", year[i], (year[i] + 1) % 100));
}

void years_rows(const struct years *y, int id, struct page *p)
{
	static const char *const label[] = { W_FIRST_YEAR, W_LAST_YEAR };

	page_gap(p);
	for (int i = 0; i < 2; i++) {
		struct row *r = typed_row(y->typed, p, id + i, label[i], y->box[i]);

		r->hint = i ? NULL : W_YEAR_HINT;
		r->error = y->error[i];
	}
}

static bool take(struct frame *f, const struct field *field, const char *typed, int *out,
		 const char **error)
{
	struct err err = { 0 };
	const char *stored = "";
	enum rc rc = value_parse(field, typed, session_of(f)->today, f->arena, &stored, &err);

	*error = NULL;
	if (rc != RC_OK)
		*error = arena_str(f->arena, err.text);
	else if (!stored[0])
		*error = arena_printf(f->arena, W_ENTER_THIS, field->label);
	else
		*out = atoi(stored);
	return !*error;
}

bool years_take(struct frame *f, struct years *y, int out[2])
{
	static const struct field field[] = {
		{ .id = "first_year", .label = W_FIRST_YEAR_SAID, .type = TYPE_YEAR },
		{ .id = "last_year", .label = W_LAST_YEAR, .type = TYPE_YEAR },
	};
	bool good = true;

	for (int i = 0; i < 2; i++)
		good = take(f, &field[i], textbox_text(y->box[i]), &out[i], &y->error[i]) && good;
	if (good && out[1] < out[0]) {
		y->error[1] = W_YEARS_ORDER;
		good = false;
	}
	return good;
}

int years_error(const struct years *y)
{
	return y->error[0] ? 0 : y->error[1] ? 1 : -1;
}
