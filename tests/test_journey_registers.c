/* SPDX-License-Identifier: ISC */
/*
 * Every register of the templates, filled once through its form: each question that
 * is asked gets an answer of its kind, and the export has it. A register that is
 * added to the templates is walked like the others.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/store/keys.h"
#include "core/records/value.h"
#include "lib_typist.h"
#include "same.h"

TestSuite(journey_registers, .timeout = 240);

enum { REGISTERS_MOST = 64, QUESTIONS_MOST = 128 };

struct walk {
	struct typist *t;
	const struct schema *s;
	const char
		*made[REGISTERS_MOST]; /* stored id of the entry of each register; NULL: not yet */
};

static size_t index_of(const struct walk *w, const char *reg)
{
	for (size_t i = 0; i < w->s->nregisters; i++)
		if (!strcmp(w->s->registers[i].id, reg))
			return i;
	cr_fatal("there is no register '%s'", reg);
	return 0;
}

/* What a reference of this field may lead to, of what was made so far; NULL: nothing. */
static const char *target(const struct walk *w, const struct field *f)
{
	if (names_have(&f->to, "*"))
		return w->made[index_of(w, "partners")];
	for (size_t i = 0; i < f->to.n; i++)
		if (w->made[index_of(w, f->to.v[i])])
			return w->made[index_of(w, f->to.v[i])];
	return NULL;
}

static bool is_ref(const struct field *f)
{
	return f->type == TYPE_REF || f->type == TYPE_REFS;
}

static bool ready(const struct walk *w, const struct reg *r)
{
	for (size_t i = 0; i < r->nfields; i++) {
		const struct field *f = &r->fields[i];

		if (is_ref(f) && !f->common && (f->required || f->nrequired_when) &&
		    !target(w, f) && !names_have(&f->to, r->id))
			return false;
	}
	return true;
}

/* What is typed for a kind, and how it is kept. */
static const struct {
	const char *typed, *kept;
} texts[] = {
	[TYPE_DATE] = { "1 June 2025", "2025-06-01" },
	[TYPE_PERIOD] = { "2025-04-01 to 2025-09-30", "2025-04-01 2025-09-30" },
	[TYPE_MONEY] = { "1,250", "1250.00" },
	[TYPE_INT] = { "3", "3" },
	[TYPE_NUM] = { "2.5", "2.5" },
	[TYPE_PCT] = { "40", "40.0" },
	[TYPE_YEAR] = { "2025-26", "2025-26" },
	[TYPE_URL] = { "https://example.org/a", "https://example.org/a" },
};

static void text_for(const struct walk *w, const struct reg *r, const struct field *f,
		     const char **typed, const char **kept)
{
	struct arena *a = w->t->w->app.arena;

	if (f->type == TYPE_TEXT || f->type == TYPE_LONG) {
		*typed = *kept =
			arena_printf(a, "Our %s of %s", f->label ? f->label : f->id, r->id);
	} else if (f->type == TYPE_INT && f->min_set && f->min > 3) {
		*typed = *kept = arena_printf(a, "%d", (int)f->min + 20);
	} else {
		*typed = texts[f->type].typed;
		*kept = texts[f->type].kept;
	}
}

static const struct option *first_option(const struct walk *w, const struct field *f)
{
	const struct reg *pp = schema_reg(w->s, "partnership");

	if (f->noptions)
		return &f->options[0];
	if (f->options_from && !strcmp(f->options_from, "areas"))
		return field_option(reg_field(pp, "areas"), "Inverclyde");
	return NULL;
}

/* Whether the screen asks this: its label begins a line of what is read out. */
static bool asks(struct walk *w, const struct field *f)
{
	const char *label = f->label ? f->label : f->id;
	struct arena *a = w->t->w->app.arena;

	return ty_reads(w->t, arena_printf(a, "\n%s\n", label)) ||
	       ty_reads(w->t, arena_printf(a, "\n%s (optional)\n", label)) ||
	       ty_reads(w->t, arena_printf(a, "\n1. %s", label));
}

/* The part of a list that has it is found by typing; it is the first line below the box. */
static void choose_listed(struct typist *t, const char *part, bool many)
{
	ty_expect_shown(t, "Type part of a name");
	ty_type_here(t, part, false);
	if (t->plain) {
		ty_say(t, ty_asks_for_text(t) ? "#2" : "2");
	} else {
		ty_press(t, TK_DOWN);
		ty_press(t, many ? ' ' : TK_ENTER);
	}
	if (many)
		ty_button_or_line(t, "Take these");
}

/* Opens what is chosen in a list of its own: it is the first line that can be opened. */
static void open_list(struct typist *t)
{
	if (t->plain)
		ty_say(t, "1");
	else
		ty_press(t, TK_ENTER);
}

static void go_on_from(struct walk *w, const struct field *f)
{
	if (asks(w, f))
		ty_go_on(w->t);
}

/* Answers the question on the screen; NULL: it is gone on from without. Else how it is kept. */
static const char *answer(struct walk *w, const struct reg *r, const struct field *f)
{
	struct typist *t = w->t;
	const struct option *o = first_option(w, f);
	const char *typed, *kept = NULL;
	char shown_id[49];

	switch (f->type) {
	case TYPE_REF:
	case TYPE_REFS:
		if (!target(w, f))
			break;
		kept = target(w, f);
		id_shown(kept, shown_id);
		open_list(t);
		choose_listed(t, shown_id, f->type == TYPE_REFS);
		break;
	case TYPE_BOOL:
	case TYPE_CHOICE:
	case TYPE_MULTI:
		kept = f->type == TYPE_BOOL ? "yes" : o ? o->id : NULL;
		if (ty_reads(t, "Nothing chosen yet") && o) {
			open_list(t);
			choose_listed(t, o->label, f->type == TYPE_MULTI);
		} else if (t->plain) {
			ty_say(t, "1");
		} else {
			ty_press(t, '1');
		}
		break;
	default:
		text_for(w, r, f, &typed, &kept);
		ty_type_here(t, typed, f->type == TYPE_LONG);
		break;
	}
	go_on_from(w, f);
	return kept;
}

/* Of several that exclude each other the first is answered. */
static bool left_out(const struct reg *r, const struct field *f)
{
	for (size_t i = 0; i < r->nrules; i++) {
		const struct rule *u = &r->rules[i];

		if (u->check == CHECK_ONE_OF && names_have(&u->fields, f->id) &&
		    strcmp(u->fields.v[0], f->id) != 0)
			return true;
	}
	return f->common && strcmp(f->id, "title") != 0;
}

struct asked {
	const struct field *field, *group; /* it is part of; NULL: none */
	const char *kept;
};

static size_t questions_of(const struct reg *r, struct asked *q)
{
	size_t n = 0;

	for (size_t i = 0; i < r->nfields; i++) {
		const struct field *f = &r->fields[i];

		for (size_t k = 0; f->type == TYPE_GROUP && k < f->nfields; k++)
			q[n++] = (struct asked){ &f->fields[k], f, NULL };
		if (f->type != TYPE_GROUP)
			q[n++] = (struct asked){ f, NULL, NULL };
	}
	return n;
}

/* The one that is on the screen, looked for from the last one on; n: none */
static size_t asked_now(struct walk *w, const struct asked *q, size_t n, size_t last)
{
	for (size_t i = 1; i <= n; i++)
		if (asks(w, q[(last + i) % n].field))
			return (last + i) % n;
	return n;
}

static void answer_all(struct walk *w, const struct reg *r, struct asked *q, size_t n)
{
	size_t at = n - 1;

	for (size_t i = 0; i < n && !ty_reads(w->t, "Check your answers"); i++) {
		at = asked_now(w, q, n, at);
		cr_assert(lt(sz, at, n), "%s asks what it has no field for:\n%s", r->id,
			  ty_shown(w->t));
		if (left_out(r, q[at].field))
			ty_go_on(w->t);
		else
			q[at].kept = answer(w, r, q[at].field);
	}
	ty_expect_shown(w->t, "Check your answers");
}

/* The parts of a group are kept as one. */
static void write_down(struct walk *w, const struct reg *r, const char *id, const struct asked *q,
		       size_t n)
{
	struct pair parts[16];
	size_t nparts = 0;

	for (size_t i = 0; i < n; i++) {
		if (!q[i].group && q[i].kept)
			ty_wrote(w->t, r->key, id, q[i].field->id, q[i].kept);
		if (!q[i].group)
			continue;
		if (q[i].kept)
			parts[nparts++] = (struct pair){ q[i].field->id, q[i].kept };
		if (nparts && (i + 1 == n || q[i + 1].group != q[i].group)) {
			ty_wrote(w->t, r->key, id, q[i].group->id,
				 pairs_text(parts, nparts, w->t->w->app.arena));
			nparts = 0;
		}
	}
	ty_wrote(w->t, r->key, id, "life", "live");
}

static const char *saved_as(struct walk *w)
{
	const char *at = strstr(ty_shown(w->t), "Saved as ");
	struct arena *a = w->t->w->app.arena;
	const char *word;
	char id[64];

	cr_assert(at != NULL, "it is not saved:\n%s", ty_shown(w->t));
	word = arena_strn(a, at + 9, strcspn(at + 9, " .,\n"));
	cr_assert(id_stored(word, id), "'%s' is no id", word);
	return arena_str(a, id);
}

static void fill(struct walk *w, size_t at)
{
	const struct reg *r = &w->s->registers[at];
	struct typist *t = w->t;
	struct asked q[QUESTIONS_MOST];
	char shown_id[49];
	size_t n;

	cr_assert(lt(sz, r->nfields, QUESTIONS_MOST / 2));
	ty_open_line(t, "All registers");
	ty_open_line(t, t->plain ? r->title : ty_words(t, r->title, 20));
	ty_act(t, "New entry");
	n = questions_of(r, q);
	answer_all(w, r, q, n);
	ty_button(t, "Save this");
	w->made[at] = saved_as(w);
	id_shown(w->made[at], shown_id);
	write_down(w, r, shown_id, q, n);
	for (int i = 0; i < 6 && !ty_has(t, "Where the work has got to"); i++)
		ty_back(t);
}

static void fill_all(struct typist *t)
{
	struct walk w = { .t = t, .s = t->w->app.session.schema };
	size_t before = 0, n = 0, all = 0;

	cr_assert(lt(sz, w.s->nregisters, REGISTERS_MOST));
	ty_start(t);
	w.s = t->w->app.session.schema;
	for (size_t i = 0; i < w.s->nregisters; i++)
		all += w.s->registers[i].kind == REG_REGISTER;
	do { /* what is pointed at first */
		before = n;
		for (size_t i = 0; i < w.s->nregisters; i++) {
			const struct reg *r = &w.s->registers[i];

			if (r->kind != REG_REGISTER || w.made[i] || !ready(&w, r))
				continue;
			fill(&w, i);
			n++;
		}
	} while (n > before);
	cr_expect(ge(sz, n, 27));
	cr_expect(eq(sz, n, all));
}

static void fill_at(int rows, int cols)
{
	struct typist *t = typist_new(rows, cols);

	fill_all(t);
	ty_expect_exported(t);
	typist_free(t);
}

Test(journey_registers, each_is_filled_with_keys_alone)
{
	fill_at(24, 80);
}

Test(journey_registers, each_is_filled_on_the_smallest_screen)
{
	fill_at(12, 40);
}

Test(journey_registers, each_is_filled_in_conversation)
{
	fill_at(0, 0);
}
