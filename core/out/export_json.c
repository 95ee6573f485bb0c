/* SPDX-License-Identifier: ISC */
/* Everything of a partnership: facts in stored form, so that what is read back is equal. */
#include <stdio.h>
#include <string.h>

#include "export_internal.h"
#include "import_removed.h"
#include "../store/keys.h"
#include "../records/record_internal.h"
#include "../plan/small.h"

enum { PART = 64 };

struct whole {
	const struct session *s;
	const struct export_opts *o;
	struct left_out *left;
	struct jout j;
	struct view *view;
	struct arena *kept, *record; /* record: of the one that passes by */
	char cycle[PART], key[PART], id[PART];
	const struct reg *reg; /* what describes it, or NULL */
	struct pair *fact;
	size_t n, cap;
	struct buf hidden; /* ids that were left out, one a line */
	struct names removed;
	struct smalls smalls; /* none where a coordinator asks for all of it */
	enum rc rc;
};

static const char *text_of(const struct whole *w, const char *name)
{
	for (size_t i = 0; i < w->n; i++)
		if (!strcmp(w->fact[i].name, name))
			return w->fact[i].text;
	return "";
}

static bool is_asked(const struct reg *reg, const char *name, struct arena *a)
{
	size_t len = strcspn(name, ".");
	const struct field *f = reg ? reg_field(reg, arena_strn(a, name, len)) : NULL;

	return f && !f->computed && (f->type == TYPE_ROWS) == (name[len] == '.');
}

static void put_facts(struct whole *w, const struct reg *reg, const char *as, bool asked)
{
	bool open = false;

	for (size_t i = 0; i < w->n; i++) {
		if (is_asked(reg, w->fact[i].name, w->record) != asked ||
		    !strcmp(w->fact[i].name, FIELD_GONE))
			continue;
		if (!open)
			jout_object(&w->j, as);
		open = true;
		jout_text(&w->j, w->fact[i].name, w->fact[i].text);
	}
	if (open)
		jout_end(&w->j, '}');
}

static void put_record(struct whole *w, const struct reg *reg)
{
	char id[49];

	id_shown(w->id, id);
	jout_object(&w->j, NULL);
	jout_text(&w->j, "cycle", w->cycle);
	jout_text(&w->j, "key", w->key);
	jout_text(&w->j, "id", reg && reg->kind == REG_REGISTER ? id : w->id);
	put_facts(w, reg, "facts", true);
	put_facts(w, reg, "no_longer_asked", false);
	jout_end(&w->j, '}');
}

static void end_record(struct whole *w)
{
	const struct reg *reg = w->reg;
	struct record r;

	if (!w->n || w->rc)
		return;
	if (*text_of(w, FIELD_GONE) && reg) {
		w->rc = record_read(w->view, w->s, reg, w->cycle, w->id, w->record, &r);
		if (w->rc || r.deleted)
			return;
	}
	if (!strcmp(text_of(w, "restricted"), "yes") && !w->o->with_restricted) {
		w->left->restricted++;
		buf_printf(&w->hidden, "%s\n", w->id);
		return;
	}
	put_record(w, reg);
}

static void begin_record(struct whole *w, char *const part[3])
{
	arena_reset(w->record);
	w->n = w->cap = 0;
	w->fact = NULL;
	snprintf(w->cycle, PART, "%s", part[0]);
	snprintf(w->key, PART, "%s", part[1]);
	snprintf(w->id, PART, "%s", part[2]);
	w->reg = facts_reg(w->s->schema, w->key, w->id);
}

static void keep_answer(struct whole *w, const struct pair *p)
{
	struct pair *grown;

	if (w->n == w->cap) {
		w->cap = w->cap ? 2 * w->cap : 32;
		grown = arena_array(w->record, w->cap, sizeof(*grown));
		if (w->n)
			memcpy(grown, w->fact, w->n * sizeof(*grown));
		w->fact = grown;
	}
	w->fact[w->n++] = *p;
}

/* A number that is hidden is not there: "<5" could not be read back. */
static void keep_hidden(struct whole *w, const char *field)
{
	const char *why = smalls_instead(w->s->schema, w->reg, field);

	if (why)
		keep_answer(w, &(struct pair){ why, SMALL_WHY });
	w->left->suppressed++;
}

/* Fields under their names, however many of them one fact holds. */
static void keep_fact(struct whole *w, const char *name, const struct fact *f)
{
	struct pairs p;

	if (!w->o->with_restricted && f->len && fact_is_apart(w->s, f->name, f->person)) {
		w->left->apart++;
		return;
	}
	p = fact_answers(w->reg, arena_str(w->record, name), arena_strn(w->record, f->text, f->len),
			 w->record);

	for (size_t i = 0; i < p.n; i++)
		if (smalls_hide(&w->smalls, w->id, p.v[i].name))
			keep_hidden(w, p.v[i].name);
		else
			keep_answer(w, &p.v[i]);
}

static bool take(void *arg, const struct fact *f)
{
	struct whole *w = arg;
	char name[KEY_MAX_BYTES + 1] = "", *part[4] = { name }, *at = name;

	snprintf(name, sizeof(name), "%s", f->name);
	for (int i = 1; i < 4 && at; i++) {
		at = strchr(at, '/');
		if (at)
			*at++ = '\0';
		part[i] = at;
	}
	if (!at)
		return true;
	if (strcmp(w->cycle, part[0]) || strcmp(w->key, part[1]) || strcmp(w->id, part[2])) {
		end_record(w);
		begin_record(w, part);
	}
	keep_fact(w, part[3], f);
	return !w->rc;
}

static bool take_own(void *arg, const struct fact *f)
{
	struct jout *j = arg;

	jout_text(j, f->name, f->text);
	return true;
}

static bool count_own(void *arg, const struct fact *f)
{
	size_t *n = arg;

	*n += f->len > 0;
	return true;
}

struct others {
	struct whole *w;
	char last[PART];
};

/* How many ratings a member keeps to themselves; what they say is not looked at. */
static bool count_person(void *arg, const struct fact *f)
{
	struct others *o = arg;
	const struct session *s = o->w->s;
	struct place theirs = { .pid = s->pid, .own = o->last };
	const char *name = f->name + strlen(CYCLE_COMMON "/pe/");
	size_t len = strcspn(name, "/");

	if (len >= PART || (!strncmp(o->last, name, len) && !o->last[len]))
		return true;
	memcpy(o->last, name, len);
	o->last[len] = '\0';
	if (strcmp(o->last, s->actor.person))
		o->w->rc = fact_scan(o->w->view, theirs, "", NULL, count_own,
				     &o->w->left->private_rows);
	return !o->w->rc;
}

static void put_packs(struct whole *w)
{
	const struct schema *s = w->s->schema;

	jout_array(&w->j, "packs");
	for (size_t i = 0; i < s->npacks; i++) {
		jout_object(&w->j, NULL);
		jout_text(&w->j, "id", s->packs[i].id);
		jout_int(&w->j, "version", s->packs[i].version);
		jout_end(&w->j, '}');
	}
	jout_end(&w->j, ']');
}

static void put_left_out(struct whole *w)
{
	char *at = w->hidden.data, *end;
	char id[49];

	jout_object(&w->j, "left_out");
	jout_int(&w->j, "restricted", (long long)w->left->restricted);
	jout_int(&w->j, "private", (long long)w->left->private_rows);
	jout_int(&w->j, "apart", (long long)w->left->apart);
	jout_int(&w->j, "small", (long long)w->left->suppressed);
	jout_array(&w->j, "ids"); /* which references lead to nothing here */
	for (; at && *at; at = end + 1) {
		end = strchr(at, '\n');
		*end = '\0';
		id_shown(at, id);
		jout_text(&w->j, NULL, id);
	}
	jout_end(&w->j, ']');
	jout_end(&w->j, '}');
}

/* Without a text, so that an older file cannot bring one back where this one came in. */
static void put_removed(struct whole *w)
{
	if (!w->removed.n)
		return;
	jout_array(&w->j, "removed");
	for (size_t i = 0; i < w->removed.n; i++)
		jout_text(&w->j, NULL, w->removed.v[i]);
	jout_end(&w->j, ']');
}

static enum rc put_all(struct whole *w)
{
	struct place common = session_place(w->s), own = session_own(w->s);
	struct others others = { .w = w };
	enum rc rc;

	jout_array(&w->j, "records");
	rc = fact_scan(w->view, common, "", NULL, take, w);
	end_record(w);
	jout_end(&w->j, ']');
	jout_object(&w->j, "own");
	jout_text(&w->j, "person", w->s->actor.person);
	jout_object(&w->j, "ratings");
	rc = rc ? rc : fact_scan(w->view, own, "", NULL, take_own, &w->j);
	jout_end(&w->j, '}');
	jout_end(&w->j, '}');
	rc = rc ? rc : fact_scan(w->view, common, CYCLE_COMMON "/pe/", NULL, count_person, &others);
	return rc ? rc : w->rc;
}

static enum rc write_all(struct view *v, void *arg)
{
	struct whole *w = arg;
	enum rc rc = RC_OK;

	w->view = v;
	jout_object(&w->j, NULL);
	jout_text(&w->j, "format", EXPORT_FORMAT);
	jout_int(&w->j, "version", EXPORT_VERSION);
	if (w->o->generated)
		jout_text(&w->j, "generated", w->o->generated);
	jout_text(&w->j, "partnership", w->s->pid);
	jout_text(&w->j, "small_numbers", w->o->with_restricted ? "as entered" : "left out");
	put_packs(w);
	if (!w->o->with_restricted)
		rc = smalls_load(v, w->s, "*", w->kept, &w->smalls);
	rc = rc ? rc : put_all(w);
	put_left_out(w);
	put_removed(w);
	jout_end(&w->j, '}');
	return rc;
}

enum rc export_json(const struct session *s, const struct export_opts *o, struct buf *out,
		    struct left_out *left, struct err *err)
{
	struct left_out none = { 0 };
	struct whole w = { .s = s, .o = o, .left = left ? left : &none };
	enum rc rc = export_may(s, o, err);

	if (rc)
		return rc;
	w.record = arena_new();
	w.kept = arena_new();
	jout_init(&w.j, out);
	rc = removed_marks(s->store, s->pid, w.kept, &w.removed, err);
	rc = rc ? rc : store_picture(s->store, write_all, &w, err);
	smalls_clear(&w.smalls);
	arena_free(w.kept);
	arena_free(w.record);
	buf_clear(&w.hidden);
	return rc;
}
