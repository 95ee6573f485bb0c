/* SPDX-License-Identifier: ISC */
#include "fills.h"

#include <string.h>

#include "matrix.h"
#include "../records/record_internal.h"
#include "series.h"
#include "../base/text.h"

enum {
	MOST = 8,         /* lines of one list, where the template says no other number */
	LINE_CHARS = 200, /* of an answer told beside its entry */
	TEXT_CHARS = 3600 /* of all: a long answer takes 4,000, and people add to it */
};

struct filling_in {
	const struct session *s;
	const struct recall *fill;
	struct arena *a;
	struct buf *out;
};

static size_t most_of(const struct recall *f)
{
	return f->most > 0 ? (size_t)f->most : MOST;
}

/* An answer as one line, cut where it goes on too long. */
static const char *one_line(const char *text, struct arena *a)
{
	char *out = arena_str(a, text);
	size_t n = 0;

	for (char *c = out; *c; c++)
		if (*c == '\n')
			*c = ' ';
	for (char *c = out; *c; c++) {
		n += ((unsigned char)*c & 0xC0) != 0x80;
		if (n > LINE_CHARS && *c == ' ') {
			*c = '\0';
			return arena_printf(a, "%s ...", out);
		}
	}
	return out;
}

static void heading(const struct filling_in *f, const char *more)
{
	buf_printf(f->out, "%s%s%s\n", f->out->len ? "\n" : "", f->fill->say ? f->fill->say : "",
		   more);
}

/* Registers */

/* Columns: the fields that are told, and whether it is restricted. */
static enum rc list_of(const struct filling_in *f, const struct reg *reg, struct listing *out,
		       struct err *err)
{
	struct names columns = { arena_array(f->a, f->fill->fields.n + 1, sizeof(char *)), 0 };
	struct list_query q = { .columns = &columns,
				.where = f->fill->where,
				.nwhere = f->fill->nwhere };
	size_t kept = 0;
	enum rc rc;

	for (size_t i = 0; i < f->fill->fields.n; i++)
		columns.v[columns.n++] = f->fill->fields.v[i];
	columns.v[columns.n++] = "restricted";
	rc = list_load(f->s, reg, &q, f->a, out, err);
	for (size_t i = 0; rc == RC_OK && i < out->n; i++)
		if (strcmp(out->row[i].cell[out->ncolumns - 1], "yes") != 0)
			out->row[kept++] = out->row[i];
	if (rc == RC_OK)
		out->n = kept;
	return rc;
}

static size_t with_option(const struct listing *l, const char *id)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++) {
		const char *at = l->row[i].cell[0];

		for (; at && *at; at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL) {
			size_t len = strcspn(at, "\n");

			n += strlen(id) == len && memcmp(at, id, len) == 0;
		}
	}
	return n;
}

/* "Actions: 12. Complete 4, on track 5, outstanding 1" */
static void count_words(const struct filling_in *f, const struct reg *reg, const struct listing *l)
{
	const struct field *field = f->fill->fields.n ? reg_field(reg, f->fill->fields.v[0]) : NULL;
	const char *parts = "";
	size_t blank = 0;

	for (size_t o = 0; field && o < field->noptions; o++) {
		size_t n = with_option(l, field->options[o].id);

		if (n)
			parts = arena_printf(f->a, "%s%s%s %zu", parts, *parts ? ", " : "",
					     field->options[o].label ? field->options[o].label
								     : field->options[o].id,
					     n);
	}
	for (size_t i = 0; field && i < l->n; i++)
		blank += l->row[i].cell[0][0] == '\0';
	if (blank)
		parts = arena_printf(f->a, "%s%snot answered %zu", parts, *parts ? ", " : "",
				     blank);
	heading(f, arena_printf(f->a, ": %zu%s%s", l->n, *parts ? ". " : "", parts));
}

static void list_words(const struct filling_in *f, const struct listing *l)
{
	size_t most = most_of(f->fill);

	if (l->n == 0)
		return;
	heading(f, ":");
	for (size_t i = 0; i < l->n && i < most; i++) {
		const char *told = "";

		for (size_t c = 0; c + 1 < l->ncolumns; c++) {
			const char *shown = list_shown(l, &l->row[i], c, f->a);

			if (*shown)
				told = arena_printf(f->a, "%s%s%s", told, *told ? "; " : "",
						    one_line(shown, f->a));
		}
		buf_printf(f->out, "- %s%s%s\n", l->row[i].title, *told ? ": " : "", told);
	}
	if (l->n > most)
		buf_printf(f->out, "- and %zu more\n", l->n - most);
}

static enum rc tell_register(const struct filling_in *f, const struct reg *reg, struct err *err)
{
	struct listing l;
	enum rc rc = list_of(f, reg, &l, err);

	if (rc != RC_OK)
		return rc;
	if (f->fill->how == RECALL_COUNT)
		count_words(f, reg, &l);
	else
		list_words(f, &l);
	return RC_OK;
}

/* Forms: what was answered about things of the templates, such as the closing of a stage */

struct form_job {
	const struct filling_in *f;
	const struct reg *reg;
	struct records rows;
};

static enum rc read_form(struct view *v, void *arg)
{
	struct form_job *j = arg;

	return records_read(v, j->f->s, j->reg, record_cycle(j->f->s, j->reg), NULL,
			    &j->f->fill->fields, j->f->a, &j->rows);
}

static enum rc tell_form(const struct filling_in *f, const struct reg *reg, struct err *err)
{
	struct form_job j = { .f = f, .reg = reg };
	bool begun = false;
	enum rc rc = store_picture(f->s->store, read_form, &j, err);

	for (size_t i = 0; rc == RC_OK && i < j.rows.n; i++) {
		const struct stage *stage = schema_stage(f->s->schema, j.rows.row[i].id);

		for (size_t c = 0; c < f->fill->fields.n; c++) {
			const struct field *field = reg_field(reg, f->fill->fields.v[c]);
			const char *text = j.rows.row[i].cell[c];

			if (!field || !*text)
				continue;
			if (!begun)
				heading(f, ":");
			begun = true;
			buf_printf(f->out, "- %s: %s\n",
				   stage ? stage->title
					 : record_called(f->s, j.rows.row[i].id, f->a),
				   one_line(value_shown(field, text, f->a), f->a));
		}
	}
	return rc;
}

/* Views */

static enum rc tell_series(const struct filling_in *f, const struct view *view, struct err *err)
{
	struct series s;
	size_t told = 0, left = 0;
	enum rc rc = series_load(f->s, view, NULL, f->a, &s, err);

	for (size_t i = 0; rc == RC_OK && i < s.nlines; i++) {
		const struct series_line *l = &s.line[i];

		if (!l->trend.last || l->trend.last->restricted)
			continue;
		if (told == most_of(f->fill)) {
			left++;
			continue;
		}
		if (told++ == 0)
			heading(f, ":");
		buf_printf(f->out, "- %s%s%s: %s\n", l->measure->title, *l->geography ? ", " : "",
			   l->geography, series_trend_sentence(l, &l->trend, true, f->a));
	}
	if (left)
		buf_printf(f->out, "- and %zu more\n", left);
	return rc;
}

/* "Needs: 12. Full 3, gap 7, not judged 2" */
static enum rc tell_matrix(const struct filling_in *f, const struct view *view, struct err *err)
{
	size_t of[OVERALL_COUNT] = { 0 };
	const char *word[OVERALL_COUNT] = { NULL }, *parts = "";
	struct matrix m;
	enum rc rc = matrix_load(f->s, view, NULL, f->a, &m, err);

	if (rc != RC_OK)
		return rc;
	for (size_t i = 0; i < m.nrows; i++) {
		const struct matrix_line *row = matrix_row(&m, i);
		enum overall o = matrix_overall(&m, row);

		word[o] = matrix_overall_word(&m, row);
		of[o]++;
	}
	for (int o = OVERALL_COUNT - 1; o >= 0; o--)
		if (of[o])
			parts = arena_printf(f->a, "%s%s%s %zu", parts, *parts ? ", " : "", word[o],
					     of[o]);
	heading(f, arena_printf(f->a, ": %zu%s%s", m.nrows, *parts ? ". " : "", parts));
	return RC_OK;
}

static enum rc tell(const struct filling_in *f, struct err *err)
{
	const struct reg *reg = f->fill->reg ? schema_reg(f->s->schema, f->fill->reg) : NULL;
	const struct view *view = f->fill->view ? schema_view(f->s->schema, f->fill->view) : NULL;

	if (f->fill->how == RECALL_VIEW)
		return !view                       ? RC_OK
		       : view->kind == VIEW_SERIES ? tell_series(f, view, err)
						   : tell_matrix(f, view, err);
	if (!reg)
		return RC_OK;
	return reg->kind == REG_FORM ? tell_form(f, reg, err) : tell_register(f, reg, err);
}

/* Whole lines, so that the text still fits with what people add to it. */
static const char *fitting(const struct buf *b, struct arena *a)
{
	size_t chars = 0, end = 0;

	for (size_t i = 0; i < b->len; i++) {
		chars += ((unsigned char)b->data[i] & 0xC0) != 0x80;
		if (b->data[i] == '\n' && chars <= TEXT_CHARS)
			end = i;
	}
	return chars <= TEXT_CHARS ? arena_strn(a, b->data, b->len - 1)
				   : arena_printf(a, "%.*s\n...", (int)end, b->data);
}

enum rc fills_text(const struct session *s, const struct question *q, struct arena *a,
		   const char **out, struct err *err)
{
	struct buf b = { 0 };
	char day[32];
	enum rc rc = RC_OK;

	*out = "";
	for (size_t i = 0; i < q->nfrom && rc == RC_OK; i++)
		rc = tell(&(struct filling_in){ s, &q->from[i], a, &b }, err);
	if (rc == RC_OK && b.len) {
		date_words(s->today, day);
		*out = arena_printf(a, "From the records on %s:\n%s", day, fitting(&b, a));
	}
	buf_clear(&b);
	return rc;
}
