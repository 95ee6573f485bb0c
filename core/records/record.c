/* SPDX-License-Identifier: ISC */
/* Records read back: their answers and rows. */
#include <stdlib.h>
#include <string.h>

#include "computed.h"
#include "../base/digest.h"
#include "../store/keys.h"
#include "record_internal.h"
#include "../base/text.h"
#include "value_internal.h"

enum { VERSIONS_MOST = 16000 /* bytes, of the 16 KiB that a fact takes */ };

const char *record_cycle(const struct session *s, const struct reg *reg)
{
	return reg->scope || !s->cycle ? CYCLE_COMMON : s->cycle;
}

const char *record_facts(struct arena *a, const char *cycle, const struct reg *reg, const char *id)
{
	return arena_printf(a, "%s/%s/%s/", cycle, reg->key, id);
}

/* Reading the facts */

struct loading {
	struct record *r;
	struct arena *arena;
	size_t prefix; /* bytes of a fact's name before the field */
	size_t rows_cap, gone_cap;
	struct pair *versions; /* of every fact but gone */
	size_t nversions, versions_cap;
};

static struct slot slot_of(const struct fact *f, struct arena *a)
{
	return (struct slot){ .text = arena_strn(a, f->text, f->len),
			      .at = f->at,
			      .person = arena_str(a, f->person),
			      .ms = f->ms };
}

static void take_row(struct loading *l, const struct field *f, const char *row,
		     const struct fact *fact)
{
	struct record *r = l->r;
	struct child *c;

	r->rows = arena_grown(l->arena, r->rows, r->nrows_all, &l->rows_cap, sizeof(*r->rows));
	c = &r->rows[r->nrows_all++];
	c->field = f->id;
	c->name = arena_str(l->arena, row);
	c->slot = slot_of(fact, l->arena);
	c->values = pairs_read(c->slot.text, l->arena);
}

/* An answer to what the templates no longer ask. */
static void take_old(struct loading *l, const char *name, const char *text)
{
	struct record *r = l->r;

	if (*text == '\0')
		return;
	r->gone = arena_grown(l->arena, r->gone, r->ngone, &l->gone_cap, sizeof(*r->gone));
	r->gone[r->ngone++] = (struct pair){ arena_str(l->arena, name), arena_str(l->arena, text) };
}

/* Several fields in one fact: each has its version, the blank ones too. */
static void take_shared(struct loading *l, const char *name, const struct fact *fact)
{
	struct record *r = l->r;
	struct slot slot = slot_of(fact, l->arena);
	struct pairs p = fact_answers(r->reg, name, slot.text, l->arena);

	for (size_t i = 0; i < r->reg->nfields; i++) {
		const char *id = r->reg->fields[i].id;

		if (!field_in_fact(r->reg, id, name))
			continue;
		r->field[i] = r->fact[i] = slot;
		r->field[i].text = pairs_get(&p, id);
	}
	for (size_t i = 0; i < p.n; i++) {
		if (!field_in_fact(r->reg, p.v[i].name, name))
			take_old(l, p.v[i].name, p.v[i].text);
	}
}

static void take_version(struct loading *l, const char *name, const struct fact *fact)
{
	char at[VERSION_TEXT];

	version_text(fact->at, at);
	l->versions = arena_grown(l->arena, l->versions, l->nversions, &l->versions_cap,
				  sizeof(*l->versions));
	l->versions[l->nversions++] =
		(struct pair){ arena_str(l->arena, name), arena_str(l->arena, at) };
}

static bool take_fact(void *arg, const struct fact *fact)
{
	struct loading *l = arg;
	const struct reg *reg = l->r->reg;
	const char *name = fact->name + l->prefix, *dot = strchr(name, '.');
	size_t len = dot ? (size_t)(dot - name) : strlen(name);

	l->r->exists = true;
	if (strcmp(name, FIELD_GONE) == 0) {
		l->r->deletion = slot_of(fact, l->arena);
		return true;
	}
	take_version(l, name, fact);
	if (fact_is_shared(reg, name)) {
		take_shared(l, name, fact);
		return true;
	}
	for (size_t i = 0; i < reg->nfields; i++) {
		const struct field *f = &reg->fields[i];

		if (strncmp(f->id, name, len) != 0 || f->id[len] != '\0' ||
		    (dot != NULL) != (f->type == TYPE_ROWS) || field_is_shared(reg, f) ||
		    f->computed)
			continue;
		if (dot)
			take_row(l, f, dot + 1, fact);
		else
			l->r->field[i] = l->r->fact[i] = slot_of(fact, l->arena);
		return true;
	}
	take_old(l, name, arena_strn(l->arena, fact->text, fact->len));
	return true;
}

static int by_number(const void *a, const void *b)
{
	const struct child *x = a, *y = b;
	bool blank_x = x->slot.text[0] == '\0', blank_y = y->slot.text[0] == '\0';
	int d = strcmp(x->field, y->field);
	long nx = atol(x->name), ny = atol(y->name);

	if (blank_x != blank_y)
		return blank_x - blank_y;
	return d ? d : (nx > ny) - (nx < ny);
}

/* Rows in order; those that were taken out stand behind the others. */
static void sort_rows(struct record *r)
{
	if (r->nrows_all > 0)
		qsort(r->rows, r->nrows_all, sizeof(*r->rows), by_number);
	r->nrows = 0;
	while (r->nrows < r->nrows_all && r->rows[r->nrows].slot.text[0])
		r->nrows++;
}

static const char *own_answer(const void *arg, const char *field)
{
	return record_text(arg, field);
}

void record_compute(const struct session *s, struct record *r, struct arena *a)
{
	const struct computing c = { s->schema, r->reg, s->today, own_answer, r };

	for (size_t i = 0; i < r->reg->nfields; i++) {
		const struct field *f = &r->reg->fields[i];

		if (f->computed)
			r->field[i].text = computed_text(&c, f, a);
	}
}

const char *record_how(const struct session *s, const struct record *r, const struct field *f,
		       struct arena *a)
{
	const struct computing c = { s->schema, r->reg, s->today, own_answer, r };

	return f->computed ? computed_how(&c, f, a) : "";
}

struct tick_state *record_ticks(const struct session *s, const struct record *r,
				const struct field *f, struct arena *a)
{
	const struct computing c = { s->schema, r->reg, s->today, own_answer, r };

	return ticks_state(&c, f, a);
}

/* What deleting a record names: the versions of its facts, or where there are too many the digest of that. */
static const char *versions_of(const struct loading *l)
{
	const char *all = pairs_text(l->versions, l->nversions, l->arena);
	const struct part whole = { all, strlen(all) };
	unsigned char digest[DIGEST_BYTES];
	char text[DIGEST_TEXT];

	if (whole.len <= VERSIONS_MOST)
		return all;
	digest_of(digest, &whole, 1);
	digest_text(text, digest);
	return arena_printf(l->arena, "digest=%s", text);
}

struct naming {
	struct arena *arena;
	struct names out;
	size_t cap;
};

static bool take_fact_name(void *arg, struct slice name)
{
	struct naming *n = arg;

	n->out.v = arena_grown(n->arena, n->out.v, n->out.n, &n->cap, sizeof(char *));
	n->out.v[n->out.n++] = arena_strn(n->arena, name.data, name.len);
	return true;
}

/*
 * A record is gone only while every fact still is what the person saw who
 * deleted it. What was removed from it for data protection since is no change
 * of what it says.
 */
static enum rc read_deletion(struct view *v, const struct session *s, const char *facts,
			     struct arena *a, struct record *r)
{
	struct naming all = { .arena = a };
	enum rc rc;

	r->deleted = r->deletion.text[0];
	if (!r->deleted || !strcmp(r->deletion.text, r->versions))
		return RC_OK;
	rc = fact_names(v, session_place(s), facts, take_fact_name, &all);
	for (size_t i = 0; i < all.out.n && r->deleted && !rc; i++) {
		struct version at;

		if (!strcmp(all.out.v[i] + strlen(facts), FIELD_GONE))
			continue;
		rc = fact_changed(v, session_place(s), all.out.v[i], a, &at);
		r->deleted = at.number <= r->deletion.at.number;
	}
	return rc;
}

static void blank_record(const struct reg *reg, const char *cycle, const char *id, struct arena *a,
			 struct record *out)
{
	*out = (struct record){ .reg = reg,
				.id = arena_str(a, id),
				.cycle = arena_str(a, cycle),
				.deletion = { .text = "" } };
	out->field = arena_array(a, reg->nfields + 1, sizeof(*out->field));
	out->fact = arena_array(a, reg->nfields + 1, sizeof(*out->fact));
	for (size_t i = 0; i < reg->nfields; i++)
		out->field[i].text = out->fact[i].text = "";
}

enum rc record_read_deep(struct view *v, const struct session *s, const struct reg *reg,
			 const char *cycle, const char *id, int depth, struct arena *a,
			 struct record *out)
{
	const char *prefix = record_facts(a, cycle, reg, id);
	struct loading l = { .r = out, .arena = a, .prefix = strlen(prefix) };
	enum rc rc;

	blank_record(reg, cycle, id, a, out);
	rc = fact_scan(v, session_place(s), prefix, NULL, take_fact, &l);
	if (rc != RC_OK)
		return rc;
	sort_rows(out);
	record_compute(s, out, a);
	out->versions = versions_of(&l);
	rc = read_deletion(v, s, prefix, a, out);
	out->exists = out->exists && !out->deleted;
	out->title = record_title_deep(v, s, out, depth, TELL_ALL, a);
	return rc;
}

enum rc record_read(struct view *v, const struct session *s, const struct reg *reg,
		    const char *cycle, const char *id, struct arena *a, struct record *out)
{
	return record_read_deep(v, s, reg, cycle, id, TITLE_DEPTH, a, out);
}

enum rc record_read_former(struct view *v, const struct session *s, const struct reg *reg,
			   const char *cycle, const char *id, struct arena *a, struct record *out)
{
	const char *prefix = record_facts(a, cycle, reg, id);
	struct loading l = { .r = out, .arena = a, .prefix = strlen(prefix) };
	struct naming all = { .arena = a };
	enum rc rc = fact_names(v, session_place(s), prefix, take_fact_name, &all);

	blank_record(reg, cycle, id, a, out);
	for (size_t i = 0; i < all.out.n && !rc; i++) {
		struct fact said;

		if (!strcmp(all.out.v[i] + l.prefix, FIELD_GONE))
			continue;
		rc = fact_said(v, session_place(s), all.out.v[i], a, &said);
		if (!rc)
			take_fact(&l, &said);
		rc = rc == RC_NOT_FOUND ? RC_OK : rc;
	}
	sort_rows(out);
	record_compute(s, out, a);
	out->title = record_title(v, s, out, TELL_ALL, a);
	return rc;
}

enum rc record_load_in(struct view *v, const struct session *s, const struct reg *reg,
		       const char *id, struct arena *a, struct record *out)
{
	return record_read(v, s, reg, record_cycle(s, reg), id, a, out);
}

/* Cycles */

struct cycles {
	const struct session *s;
	struct view *v;
	struct arena *arena;
	struct names *out;
	size_t cap;
	enum rc rc;
};

static bool see_one(void *arg, const struct fact *f)
{
	(void)f;
	*(bool *)arg = true;
	return false;
}

/* One whose own answers were all taken back is none, whatever else was put in it. */
static bool take_cycle(void *arg, const char *cycle)
{
	struct cycles *c = arg;
	bool seen = false;

	if (strcmp(cycle, CYCLE_COMMON) == 0)
		return true;
	c->rc = fact_scan(c->v, session_place(c->s), arena_printf(c->arena, "%s/cy/", cycle), NULL,
			  see_one, &seen);
	if (seen) {
		c->out->v =
			arena_grown(c->arena, c->out->v, c->out->n, &c->cap, sizeof(*c->out->v));
		c->out->v[c->out->n++] = arena_str(c->arena, cycle);
	}
	return c->rc == RC_OK;
}

/* c2 stands before c10. */
static int by_age(const void *a, const void *b)
{
	const char *x = *(const char *const *)a, *y = *(const char *const *)b;
	size_t m = strlen(x), n = strlen(y);

	return m != n ? (m > n) - (m < n) : strcmp(x, y);
}

enum rc record_cycles(struct view *v, const struct session *s, struct arena *a, struct names *out)
{
	struct cycles c = { .s = s, .v = v, .arena = a, .out = out };
	enum rc rc;

	*out = (struct names){ 0 };
	rc = store_each_cycle(v, session_place(s), take_cycle, &c);
	if (out->n)
		qsort(out->v, out->n, sizeof(*out->v), by_age);
	return rc ? rc : c.rc;
}

enum rc record_look_up(struct view *v, const struct session *s, const char *cycle, const char *id,
		       struct arena *a, struct record *out)
{
	char prefix[9];
	const struct reg *reg = id_prefix(id, prefix) ? schema_reg(s->schema, prefix) : NULL;
	struct names cycles;
	enum rc rc;

	*out = (struct record){ .id = id, .title = id };
	if (!reg)
		return RC_OK;
	rc = record_read(v, s, reg, reg->scope ? CYCLE_COMMON : cycle, id, a, out);
	if (rc != RC_OK || out->exists || reg->scope)
		return rc;
	rc = record_cycles(v, s, a, &cycles);
	for (size_t i = cycles.n; rc == RC_OK && i > 0 && !out->exists; i--) {
		if (strcmp(cycles.v[i - 1], cycle) != 0)
			rc = record_read(v, s, reg, cycles.v[i - 1], id, a, out);
	}
	return rc;
}

/* From outside */

struct load_job {
	const struct session *s;
	const struct reg *reg;
	const char *id;
	struct arena *arena;
	struct record *out;
};

static enum rc load_one(struct view *v, void *arg)
{
	struct load_job *j = arg;

	return record_load_in(v, j->s, j->reg, j->id, j->arena, j->out);
}

enum rc record_load(const struct session *s, const struct reg *reg, const char *id, struct arena *a,
		    struct record *out, struct err *err)
{
	struct load_job j = { s, reg, id, a, out };

	return store_picture(s->store, load_one, &j, err);
}

static enum rc find_one(struct view *v, void *arg)
{
	struct load_job *j = arg;

	j->reg = facts_reg(j->s->schema, "it", j->id);
	if (!j->reg)
		j->reg = facts_reg(j->s->schema, "qa", j->id);
	if (j->reg)
		return record_load_in(v, j->s, j->reg, j->id, j->arena, j->out);
	return record_look_up(v, j->s, j->s->cycle ? j->s->cycle : CYCLE_COMMON, j->id, j->arena,
			      j->out);
}

enum rc record_find(const struct session *s, const char *typed, struct arena *a, struct record *out,
		    struct err *err)
{
	char id[49];
	struct load_job j = { s, NULL, id_stored(typed, id) ? id : typed, a, out };
	enum rc rc = store_picture(s->store, find_one, &j, err);

	if (rc == RC_OK && !out->exists && !j.reg)
		return err_set(
			err, RC_NOT_FOUND,
			"there is nothing listed under '%.48s'; look for it with / or in its "
			"register",
			typed);
	return rc;
}

const char *record_text(const struct record *r, const char *field)
{
	for (size_t i = 0; i < r->reg->nfields; i++) {
		if (strcmp(r->reg->fields[i].id, field) == 0)
			return r->field[i].text;
	}
	return "";
}

const char *record_shown(const struct record *r, const char *field, struct arena *a)
{
	const struct field *f = reg_field(r->reg, field);

	return f ? value_shown(f, record_text(r, field), a) : "";
}

bool record_is(const struct record *r, const char *life)
{
	const char *have = record_text(r, FIELD_LIFE);

	return strcmp(*have ? have : "live", life) == 0;
}

/* Whether a stored text, or one line of it, is one of the words; "*" any answer, "" none. */
bool text_matches(const struct names *words, const char *stored)
{
	for (size_t i = 0; i < words->n; i++) {
		const char *word = words->v[i];
		size_t len = strlen(word);

		if (strcmp(word, "*") == 0 ? *stored != '\0' : strcmp(word, stored) == 0)
			return true;
		for (const char *line = stored; *line && len > 0;) {
			size_t n = strcspn(line, "\n");

			if (n == len && memcmp(line, word, n) == 0)
				return true;
			line += n + (line[n] == '\n');
		}
	}
	return false;
}

bool conds_hold(const struct cond *c, size_t n, const struct record *r)
{
	for (size_t i = 0; i < n; i++) {
		if (!text_matches(&c[i].is, record_text(r, c[i].field)))
			return false;
	}
	return true;
}
