/* SPDX-License-Identifier: ISC */
/*
 * What holds for every record: answers of their type, references that lead
 * somewhere, what has to be answered, free text without names.
 */
#include <string.h>

#include "../store/keys.h"
#include "../base/personal.h"
#include "../base/rank.h"
#include "record_internal.h"
#include "value_internal.h"

void faults_add(struct faults *f, const char *field, enum level level, const char *text)
{
	struct fault *grown;

	if (f->n % 16 == 0) {
		grown = arena_array(f->arena, f->n + 16, sizeof(*grown));
		if (f->n > 0)
			memcpy(grown, f->v, f->n * sizeof(*grown));
		f->v = grown;
	}
	f->v[f->n++] = (struct fault){ field ? arena_str(f->arena, field) : NULL,
				       arena_str(f->arena, text), level };
}

void check_fault(const struct checking *c, const char *field, enum level level, const char *text)
{
	if (!c->refusals_only || level == LEVEL_REFUSE)
		faults_add(c->faults, field, level, text);
}

/* Whether a put is for a field, by itself or as one of its rows. */
static bool put_is_for(const struct put *p, const char *field)
{
	size_t len = strcspn(p->field, ".");

	return strncmp(p->field, field, len) == 0 && field[len] == '\0';
}

bool put_has(const struct checking *c, const char *field)
{
	for (size_t i = 0; i < c->nputs; i++) {
		if (put_is_for(&c->puts[i], field))
			return true;
	}
	return false;
}

const struct field *field_of_put(const struct reg *reg, const struct put *p)
{
	for (size_t i = 0; i < reg->nfields; i++) {
		if (put_is_for(p, reg->fields[i].id))
			return &reg->fields[i];
	}
	return NULL;
}

/* Types, and rows that are only ever added */

static bool row_stands(const struct record *r, const char *field, const char *row)
{
	for (size_t i = 0; i < r->nrows_all; i++) {
		if (strcmp(r->rows[i].field, field) == 0 && strcmp(r->rows[i].name, row) == 0)
			return true;
	}
	return false;
}

static bool row_name_good(const char *row)
{
	return strcmp(row, "+") == 0 || (*row >= '1' && *row <= '9' && strlen(row) <= 5 &&
					 row[strspn(row, "0123456789")] == '\0');
}

/* What the program itself notes down through a save; other automatic fields come from nobody. */
static bool is_noted(const struct field *f)
{
	static const char *const noted[] = { FIELD_LIFE, "carried_from", "packs", "sample",
					     "stood_open" };

	for (size_t i = 0; i < sizeof(noted) / sizeof(noted[0]); i++) {
		if (strcmp(f->id, noted[i]) == 0)
			return true;
	}
	return f->rank;
}

/* What was agreed is changed only with a word of why, which goes into the history. */
static void check_reason(const struct checking *c, const struct field *f, const struct put *p)
{
	const char *was = f->nreason_when ? record_text(c->before, f->id) : "";

	if (*was == '\0' || strcmp(was, p->text) == 0 ||
	    !conds_hold(f->reason_when, f->nreason_when, c->before))
		return;
	if (!c->session->reason || !*c->session->reason)
		check_fault(c, f->id, LEVEL_REFUSE,
			    arena_printf(c->arena, "%s was agreed; say why it changes",
					 field_label(f)));
}

static void check_put(const struct checking *c, const struct put *p, bool given)
{
	const struct field *f = field_of_put(c->after->reg, p);
	const char *dot = strchr(p->field, '.');
	struct err why = { 0 };

	if (!f || (dot != NULL) != (f->type == TYPE_ROWS) || (dot && !row_name_good(dot + 1))) {
		check_fault(c, NULL, LEVEL_REFUSE,
			    arena_printf(c->arena, "%s has no answer called '%.60s'",
					 c->after->reg->title, p->field));
		return;
	}
	if (f->append_only && dot && row_stands(c->before, f->id, dot + 1))
		check_fault(c, f->id, LEVEL_REFUSE,
			    arena_printf(c->arena, "%s are kept as they were; add another one",
					 field_label(f)));
	if (given && f->automatic && !is_noted(f))
		check_fault(c, f->id, LEVEL_REFUSE,
			    arena_printf(c->arena, "%s is filled in by the program; leave it out",
					 field_label(f)));
	if (value_check(f, p->text, &why) != RC_OK)
		check_fault(c, f->id, LEVEL_REFUSE, why.text);
	else if (f->rank && *p->text && !rank_good(p->text))
		check_fault(c, f->id, LEVEL_REFUSE,
			    arena_printf(c->arena, "%s is no place on a board; move it there",
					 field_label(f)));
	if (given)
		check_reason(c, f, p);
}

static void check_puts(const struct checking *c)
{
	for (size_t i = 0; i < c->nputs; i++)
		check_put(c, &c->puts[i], i < c->ngiven);
}

/* What has to be answered */

static const char *ask_for(const struct checking *c, const struct field *f)
{
	const char *label = field_inside(f, c->arena);
	const char *verb = *label == '"' ? "Answer"
			   : f->noptions > 0 || f->options_from || f->type == TYPE_REF ||
					   f->type == TYPE_REFS || f->type == TYPE_BOOL
				   ? "Choose"
				   : "Enter";

	return arena_printf(c->arena, "%s %s%s", verb, label,
			    f->not_known ? ", or say that it is not known" : "");
}

static bool is_blank(const struct checking *c, const struct field *f)
{
	if (f->type != TYPE_ROWS)
		return *record_text(c->after, f->id) == '\0';
	for (size_t i = 0; i < c->after->nrows; i++) {
		if (strcmp(c->after->rows[i].field, f->id) == 0)
			return false;
	}
	return true;
}

/*
 * How much a missing answer matters. A form is answered bit by bit, so there
 * it binds who blanks the answer, or gives the one that asks for it.
 */
static enum level level_of_missing(const struct checking *c, const struct field *f)
{
	bool touched = put_has(c, f->id);

	if (record_is(c->after, "draft"))
		return LEVEL_WARN;
	if (c->after->reg->kind == REG_REGISTER)
		return LEVEL_REFUSE;
	for (size_t i = 0; i < f->nrequired_when; i++)
		touched = touched || put_has(c, f->required_when[i].field);
	return touched ? LEVEL_REFUSE : LEVEL_WARN;
}

static void check_answered(const struct checking *c, const struct field *f)
{
	bool required = f->required || (f->nrequired_when > 0 &&
					conds_hold(f->required_when, f->nrequired_when, c->after));

	if (!is_blank(c, f) || f->automatic || !conds_hold(f->shown_when, f->nshown_when, c->after))
		return;
	if (required)
		check_fault(c, f->id, level_of_missing(c, f), ask_for(c, f));
	else if (f->wanted)
		check_fault(c, f->id, LEVEL_WARN,
			    arena_printf(c->arena, "Still blank: %s. Answer it when you can",
					 field_label(f)));
}

/* A row or group that is begun needs what its template requires of it. */
static void check_parts(const struct checking *c, const struct field *f, const struct pairs *p)
{
	for (size_t i = 0; i < f->nfields && p->n > 0; i++) {
		const struct field *sub = &f->fields[i];

		if (sub->required && *pairs_get(p, sub->id) == '\0')
			check_fault(c, arena_printf(c->arena, "%s.%s", f->id, sub->id),
				    level_of_missing(c, f), ask_for(c, sub));
	}
}

/* References */

static void check_one_ref(const struct checking *c, const struct field *f, const char *id,
			  bool is_new)
{
	struct record r;
	char shown[49];

	if (record_look_up(c->view, c->session, c->after->cycle, id, c->arena, &r) != RC_OK)
		return;
	id_shown(id, shown);
	if (!r.exists) {
		if (is_new)
			check_fault(c, f->id, LEVEL_REFUSE,
				    arena_printf(c->arena,
						 "%s %s is not there; choose one that is "
						 "listed",
						 field_label(f), shown));
	} else if (f->to.n > 0 && !names_have(&f->to, "*") && !names_have(&f->to, r.reg->id)) {
		check_fault(c, f->id, LEVEL_REFUSE,
			    arena_printf(c->arena, "%s takes %s; %s is of the register %s",
					 field_label(f), f->to.v[0], shown, r.reg->id));
	} else if (strcmp(id, c->after->id) == 0) {
		check_fault(c, f->id, LEVEL_REFUSE,
			    arena_printf(c->arena,
					 "%s cannot be this entry itself; choose another "
					 "one",
					 field_label(f)));
	} else if (is_new && record_is(&r, "archived")) {
		check_fault(c, f->id, LEVEL_REFUSE,
			    arena_printf(c->arena,
					 "%s %s is archived; restore it or choose another "
					 "one",
					 field_label(f), shown));
	}
}

/* The references of a text that was put; those that stood there before may be to archived ones. */
static void check_refs(const struct checking *c, const struct field *f, const char *text,
		       const char *before)
{
	if (f->type == TYPE_REF || f->type == TYPE_REFS) {
		struct names ids = value_lines(text, c->arena);

		for (size_t i = 0; i < ids.n && strcmp(text, VALUE_NOT_KNOWN) != 0; i++) {
			struct names id = { &ids.v[i], 1 };

			check_one_ref(c, f, ids.v[i], !text_matches(&id, before));
		}
	} else if (f->nfields > 0) {
		struct pairs now = pairs_read(text, c->arena), was = pairs_read(before, c->arena);

		check_parts(c, f, &now);
		for (size_t i = 0; i < f->nfields; i++)
			check_refs(c, &f->fields[i], pairs_get(&now, f->fields[i].id),
				   pairs_get(&was, f->fields[i].id));
	}
}

static void check_all_refs(const struct checking *c)
{
	for (size_t i = 0; i < c->nputs; i++) {
		const struct field *f = field_of_put(c->after->reg, &c->puts[i]);
		const char *before;

		if (!f)
			continue;
		before = f->type == TYPE_ROWS ? "" : record_text(c->before, f->id);
		check_refs(c, f, c->puts[i].text, before);
	}
}

/* Free text */

void faults_personal(struct faults *f, const char *field, const char *label, const char *text)
{
	const char *what = text ? personal_data(text) : NULL;

	if (what)
		faults_add(f, field, LEVEL_WARN,
			   arena_printf(f->arena,
					"%s looks as if it holds %s; take out what could identify "
					"anyone",
					label, what));
}

static void warn_of_personal_data(const struct checking *c, const struct field *f, const char *text)
{
	if (f->type == TYPE_GROUP || f->type == TYPE_ROWS) {
		struct pairs p = pairs_read(text, c->arena);

		for (size_t i = 0; i < f->nfields; i++)
			warn_of_personal_data(c, &f->fields[i], pairs_get(&p, f->fields[i].id));
		return;
	}
	if (!c->refusals_only && (f->type == TYPE_TEXT || f->type == TYPE_LONG))
		faults_personal(c->faults, f->id, field_label(f), text);
}

static void check_texts(const struct checking *c)
{
	const struct record *r = c->after;

	for (size_t i = 0; i < r->reg->nfields; i++)
		warn_of_personal_data(c, &r->reg->fields[i], r->field[i].text);
	for (size_t i = 0; i < r->nrows; i++)
		warn_of_personal_data(c, reg_field(r->reg, r->rows[i].field), r->rows[i].slot.text);
	if (!c->refusals_only) /* it is kept in the history like any text */
		faults_personal(c->faults, NULL, "The reason", c->session->reason);
}

void turned_check(const struct checking *c)
{
	const struct reg *reg = c->after->reg;

	check_all_refs(c);
	uniqueness_check(c);
	for (size_t i = 0; i < reg->nfields && !record_is(c->after, "archived"); i++)
		check_answered(c, &reg->fields[i]);
}

void common_check(const struct checking *c)
{
	check_puts(c);
	turned_check(c);
	if (!c->refusals_only)
		check_texts(c);
}
