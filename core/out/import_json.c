/* SPDX-License-Identifier: ISC */
/* What export_json wrote, taken in again: every row is checked before the first is saved. */
#include <stdio.h>
#include <string.h>

#include "../base/personal.h"
#include "../store/access.h"
#include "export_internal.h"
#include "import_check.h"
#include "import_removed.h"
#include "../store/keys.h"
#include "../records/made.h"
#include "../base/text.h"

enum { RECORDS_MOST = 1000000, TEXT_MOST = 64 * 1024 };

struct importing {
	struct session s; /* as the coordinator of what comes */
	struct arena *arena;
	struct bulk bulk, own;
	struct dict ids;  /* "ne-000012": its struct reg, or left_out_reg */
	struct dict seen; /* "c1/ne/ne-000012" */
	struct removed removed;
	size_t records, cycles, kept_out;
	struct import_report found; /* what looks as if it could identify somebody */
	bool has_name, has_me;
	struct err *err;
	enum rc rc;
	/* the record that is being looked at */
	const char *where; /* how it is called in messages */
	const char *cycle, *key, *id;
	const struct reg *reg;
	bool asked;          /* its facts; else what is no longer asked */
	struct pair *answer; /* of the record, asked or no longer asked */
	size_t nanswers, answers_cap;
};

/* Stands for a record that the export left out: a reference to it may lead to nothing. */
static const struct reg left_out_reg = { .id = "*" };

static enum rc bad(struct importing *in, const char *what, const char *name)
{
	if (!in->rc)
		in->rc = err_set(in->err, RC_INVALID, "%s: %s '%.60s'; nothing was taken in",
				 in->where ? in->where : "the file", what, name ? name : "");
	return in->rc;
}

static bool fit_text(struct importing *in, const char *text)
{
	struct buf b = { 0 };
	size_t len = strlen(text);
	bool same = len <= TEXT_MOST && !text_accept(&b, text, len, TEXT_LONG, NULL, NULL) &&
		    b.len == len && !memcmp(buf_text(&b), text, len);

	(void)in;
	buf_clear(&b);
	return same;
}

/* First pass: what there is, so that references can be followed whatever their order. */

static const char *stored_id(struct importing *in, const char *id)
{
	char stored[49];

	if (!id)
		return NULL;
	if (!in->reg || in->reg->kind == REG_FORM)
		return key_part_good(id, RECORD_NAME_MAX) ? id : NULL;
	if (!id_stored(id, stored) || !id_prefix(stored, (char[9]){ 0 }))
		return NULL;
	return arena_str(in->arena, stored);
}

/* The register of what has an id is told by its key alone; a form's by the thing answered about. */
static enum rc look_at(struct importing *in, const struct jval *v)
{
	const char *id = jval_text(jval_get(v, "id"));
	char prefix[9];

	in->where = id ? id : "a record";
	in->cycle = jval_text(jval_get(v, "cycle"));
	in->key = jval_text(jval_get(v, "key"));
	if (!jval_is_object(v) || !id || !in->cycle || !in->key)
		return bad(in, "is not a record with cycle, key and id", id);
	if (strcmp(in->cycle, CYCLE_COMMON) && !key_part_good(in->cycle, CYCLE_NAME_MAX))
		return bad(in, "there is no cycle", in->cycle);
	if (!key_part_good(in->key, REG_NAME_MAX))
		return bad(in, "there is no register", in->key);
	in->reg = facts_reg(in->s.schema, in->key, id);
	if (!in->reg && jval_get(v, "facts"))
		return bad(in, "the templates have no register or item for", in->key);
	in->id = stored_id(in, id);
	if (!in->id)
		return bad(in, "this is no id:", id);
	if (in->reg && in->reg->kind == REG_REGISTER &&
	    (!id_prefix(in->id, prefix) || strcmp(prefix, in->reg->key)))
		return bad(in, "this is no id of that register:", id);
	return RC_OK;
}

/* Of who brings the file, in the register of people. */
static bool is_my_person(const struct importing *in)
{
	return !strcmp(in->cycle, CYCLE_COMMON) && !strcmp(in->key, "pe") &&
	       !strcmp(in->id, in->s.actor.person);
}

static enum rc name_record(struct importing *in, const struct jval *v)
{
	const char *name;

	if (look_at(in, v))
		return in->rc;
	name = arena_printf(in->arena, "%s/%s/%s", in->cycle, in->key, in->id);
	if (dict_get(&in->seen, name))
		return bad(in, "is there twice as", in->where);
	dict_put(&in->seen, name, in);
	if (in->reg && in->reg->kind == REG_REGISTER)
		dict_put(&in->ids, in->id, in->reg);
	if (!strcmp(in->key, "pp") && strcmp(in->id, in->s.pid))
		return bad(in, "this is another partnership:", in->id);
	if (!strcmp(in->key, "cy") && !strcmp(in->id, in->cycle))
		in->cycles++;
	if (is_my_person(in))
		in->has_me = true;
	return RC_OK;
}

static enum rc name_left_out(struct importing *in, const struct jval *ids)
{
	char stored[49];

	for (size_t i = 0; i < jval_count(ids); i++) {
		const char *id = jval_text(jval_at(ids, i));

		if (!id || !id_stored(id, stored))
			return bad(in, "left_out has no such id as", id);
		if (!dict_get(&in->ids, stored))
			dict_put(&in->ids, arena_str(in->arena, stored), &left_out_reg);
	}
	return RC_OK;
}

static enum rc name_all(struct importing *in, const struct jval *top)
{
	const struct jval *records = jval_get(top, "records");

	if (!jval_is_array(records) || jval_count(records) > RECORDS_MOST)
		return bad(in, "has no list of", "records");
	for (size_t i = 0; i < jval_count(records) && !in->rc; i++)
		name_record(in, jval_at(records, i));
	in->where = NULL;
	return in->rc ? in->rc : name_left_out(in, jval_get(jval_get(top, "left_out"), "ids"));
}

/* Second pass: every answer. */

static enum rc check_refs(struct importing *in, const struct field *f, const char *stored)
{
	struct names ids = value_lines(stored, in->arena);
	const struct reg *reg;

	if (f->not_known && !strcmp(stored, VALUE_NOT_KNOWN))
		return RC_OK;
	for (size_t i = 0; i < ids.n; i++) {
		reg = dict_get(&in->ids, ids.v[i]);
		if (!reg || (reg != &left_out_reg && !names_have(&f->to, "*") &&
			     !names_have(&f->to, reg->id)))
			return bad(in, "points at something that is not in the file:", ids.v[i]);
	}
	return RC_OK;
}

static enum rc check_value(struct importing *in, const struct field *f, const char *stored)
{
	struct pairs p;
	const struct field *sub;
	struct err err = { 0 };

	if (!*stored)
		return RC_OK;
	if (value_check(f, stored, &err))
		return bad(in, err.text, stored);
	if (f->type == TYPE_REF || f->type == TYPE_REFS)
		return check_refs(in, f, stored);
	if (f->type != TYPE_GROUP && f->type != TYPE_ROWS)
		return RC_OK;
	p = pairs_read(stored, in->arena);
	for (size_t i = 0; i < p.n && !in->rc; i++) {
		sub = field_sub(f, p.v[i].name);
		if (!sub)
			return bad(in, "there is no part", p.v[i].name);
		if (sub->type == TYPE_REF || sub->type == TYPE_REFS)
			check_refs(in, sub, p.v[i].text);
	}
	return in->rc;
}

static const struct field *field_of(struct importing *in, const char *name)
{
	size_t len = strcspn(name, ".");
	const struct field *f = reg_field(in->reg, arena_strn(in->arena, name, len));

	if (!f || (f->type == TYPE_ROWS) != (name[len] == '.'))
		return NULL;
	return name[len] && !key_part_good(name + len + 1, FIELD_NAME_MAX) ? NULL : f;
}

static void add_answer(struct importing *in, const char *name, const char *text)
{
	if (in->nanswers == in->answers_cap) {
		in->answers_cap = in->answers_cap ? 2 * in->answers_cap : 16;
		in->answer = mem_grow(in->answer, in->answers_cap * sizeof(*in->answer));
	}
	in->answer[in->nanswers++] = (struct pair){ name, text };
}

/* Not live without an answer that it needs: what lacks a text that stays out is a draft. */
static void make_draft(struct pairs *facts)
{
	for (size_t i = 0; i < facts->n; i++)
		if (!strcmp(facts->v[i].name, "life") && !strcmp(facts->v[i].text, "live"))
			facts->v[i].text = "draft";
}

static bool is_needed(const struct importing *in, const struct pair *fact)
{
	struct pairs p = fact_answers(in->reg, fact->name, fact->text, in->arena);
	const struct field *f;

	for (size_t i = 0; i < p.n; i++) {
		f = *p.v[i].text && in->reg ? reg_field(in->reg, p.v[i].name) : NULL;
		if (f && f->required)
			return true;
	}
	return false;
}

/* Of the facts of one record, those that were removed since the file was made. */
static void keep_out(struct importing *in, struct pairs *facts)
{
	size_t n = 0;
	bool lacks = false;

	for (size_t i = 0; i < facts->n; i++) {
		if (removed_later(&in->removed, fact_name(in->arena, in->cycle, in->key, in->id,
							  facts->v[i].name))) {
			lacks = lacks || is_needed(in, &facts->v[i]);
			in->kept_out++;
			continue;
		}
		facts->v[n++] = facts->v[i];
	}
	facts->n = n;
	if (lacks)
		make_draft(facts);
}

/* Whoever brings a partnership is its coordinator, as who makes one, whatever the file says of them. */
static void lead(struct importing *in)
{
	bool has_role = false;

	for (size_t i = 0; i < in->nanswers; i++)
		if (!strcmp(in->answer[i].name, "role")) {
			in->answer[i].text = "coordinator";
			has_role = true;
		}
	if (!has_role)
		add_answer(in, "role", "coordinator");
}

static void look_at_lines(struct importing *in, const char *text)
{
	struct import_report *to = &in->found;
	struct personal_found found;
	char shown[49];

	personal_lines(text, &found);
	if (found.lines && !to->personal) {
		id_shown(in->id, shown);
		to->personal_what = found.what;
		snprintf(to->personal_at, sizeof(to->personal_at), "%s/%s",
			 in->reg ? in->reg->id : in->key, shown);
	}
	to->personal += found.lines;
}

static void look_at_text(struct importing *in, const struct field *f, const char *text)
{
	struct pairs p;

	if (!f || f->type == TYPE_TEXT || f->type == TYPE_LONG)
		look_at_lines(in, text);
	if (!f || (f->type != TYPE_GROUP && f->type != TYPE_ROWS))
		return;
	p = pairs_read(text, in->arena);
	for (size_t i = 0; i < p.n; i++)
		look_at_text(in, field_sub(f, p.v[i].name), p.v[i].text);
}

/* What is not refused when it is saved in a form, and said there. */
static void look_at_texts(struct importing *in, const struct pairs *facts)
{
	for (size_t i = 0; i < facts->n; i++) {
		struct pairs p =
			fact_answers(in->reg, facts->v[i].name, facts->v[i].text, in->arena);

		for (size_t k = 0; k < p.n; k++)
			look_at_text(in, in->reg ? field_of(in, p.v[k].name) : NULL, p.v[k].text);
	}
}

static void end_record(struct importing *in)
{
	struct pairs facts;

	if (in->rc)
		return;
	if (is_my_person(in))
		lead(in);
	facts = answers_facts(in->reg, in->answer, in->nanswers, in->arena);
	keep_out(in, &facts);
	look_at_texts(in, &facts);
	for (size_t i = 0; i < facts.n && !in->rc; i++)
		bulk_fact(&in->bulk,
			  fact_name(in->arena, in->cycle, in->key, in->id, facts.v[i].name),
			  facts.v[i].text);
	in->nanswers = 0;
	if (facts.n)
		bulk_end(&in->bulk);
	in->records += facts.n > 0;
}

static bool take_fact(void *arg, const char *name, const struct jval *v)
{
	struct importing *in = arg;
	const char *text = jval_text(v);
	const struct field *f = in->asked ? field_of(in, name) : NULL;

	if (!text || !fit_text(in, text))
		bad(in, "has no text that can be kept for", name);
	else if (!key_part_good(name, FIELD_NAME_MAX) || !strcmp(name, "gone"))
		bad(in, "there is no field", name);
	else if (in->asked && f && f->computed)
		return true; /* it follows from the others */
	else if (in->asked && !f)
		bad(in, "the templates do not ask for", name);
	else if (f)
		check_value(in, f, text);
	if (in->rc)
		return false;
	if (!strcmp(in->key, "pp") && !strcmp(name, "name"))
		in->has_name = in->has_name || (text && *text);
	add_answer(in, name, text);
	return true;
}

static enum rc take_record(struct importing *in, const struct jval *v)
{
	if (look_at(in, v))
		return in->rc;
	in->asked = true;
	jval_each(jval_get(v, "facts"), take_fact, in);
	in->asked = false;
	if (!in->rc)
		jval_each(jval_get(v, "no_longer_asked"), take_fact, in);
	end_record(in);
	return in->rc;
}

static bool is_partnership(const struct jval *v)
{
	const char *key = jval_text(jval_get(v, "key"));

	return key && !strcmp(key, "pp");
}

/* The partnership itself goes first: a run that breaks is found by its name. */
static enum rc take_all(struct importing *in, const struct jval *records)
{
	for (int others = 0; others < 2; others++)
		for (size_t i = 0; i < jval_count(records) && !in->rc; i++)
			if (is_partnership(jval_at(records, i)) != others)
				take_record(in, jval_at(records, i));
	in->where = NULL;
	if (!in->rc && (!in->has_name || !in->cycles))
		return bad(in, "has no partnership with a name and a cycle:", in->s.pid);
	if (!in->rc && !in->has_me) {
		bulk_fact(&in->bulk,
			  fact_name(in->arena, CYCLE_COMMON, "pe", in->s.actor.person, "role"),
			  "coordinator");
		bulk_end(&in->bulk);
	}
	return in->rc;
}

static bool take_rating(void *arg, const char *name, const struct jval *v)
{
	struct importing *in = arg;
	const char *text = jval_text(v), *at = name;
	struct fact now;
	size_t parts = 0;

	for (; at; at = strchr(at, '/'), parts++) {
		at += *at == '/';
		if (!key_part_good(arena_strn(in->arena, at, strcspn(at, "/")), RECORD_NAME_MAX))
			return bad(in, "own ratings: there is no", name), false;
	}
	if (parts != 3 || !text || !fit_text(in, text))
		return bad(in, "own ratings: there is no", name), false;
	/* a run that broke may have left it */
	if (!store_get(in->s.store, session_own(&in->s), name, in->arena, &now, NULL) &&
	    !strcmp(now.text, text))
		return true;
	bulk_fact(&in->own, name, text);
	bulk_end(&in->own);
	return true;
}

static enum rc take_own(struct importing *in, const struct jval *own)
{
	const char *person = jval_text(jval_get(own, "person"));

	/* they are nobody else's, whoever brings the file */
	if (person && !strcmp(person, in->s.actor.person))
		jval_each(jval_get(own, "ratings"), take_rating, in);
	return in->rc;
}

struct look {
	const char *pid;
	bool there;
};

static bool look_for(void *arg, const char *pid, const char *name)
{
	struct look *l = arg;

	l->there = name[0] && !strcmp(l->pid, pid); /* without a name it was taken back */
	return !l->there;
}

/* Records of a pack that is not here would have nothing that knows what they are. */
static enum rc check_packs(struct importing *in, const struct jval *packs)
{
	for (size_t i = 0; i < jval_count(packs); i++) {
		const char *id = jval_text(jval_get(jval_at(packs, i), "id"));
		bool here = false;

		for (size_t k = 0; id && k < in->s.schema->npacks; k++)
			here = here || !strcmp(in->s.schema->packs[k].id, id);
		if (id && !here)
			return err_set(in->err, RC_INVALID,
				       "the file was written with the templates '%s'; put their "
				       "files into the folder 'packs' of this store first",
				       id);
	}
	return RC_OK;
}

static enum rc check_head(struct importing *in, const struct jval *top)
{
	const char *format = jval_text(jval_get(top, "format"));
	struct look look = { jval_text(jval_get(top, "partnership")), false };
	long long version = 0;
	enum rc rc;

	if (!format || strcmp(format, EXPORT_FORMAT) ||
	    !jval_int(jval_get(top, "version"), &version))
		return bad(in, "is not what the export of everything writes:", format);
	if (version > EXPORT_VERSION)
		return err_set(in->err, RC_NEWER,
			       "the file comes from a later version of this program");
	if (!look.pid || !key_part_good(look.pid, PID_MAX))
		return bad(in, "there is no partnership", look.pid);
	rc = store_partnerships(in->s.store, look_for, &look, in->err);
	if (rc)
		return rc;
	if (look.there)
		return err_set(
			in->err, RC_CONFLICT,
			"the partnership '%s' is here already; import into an empty data folder",
			look.pid);
	in->s.pid = arena_str(in->arena, look.pid);
	return check_packs(in, jval_get(top, "packs"));
}

static enum rc read_all(struct importing *in, const struct jval *top)
{
	enum rc rc = check_head(in, top);

	rc = rc ? rc
		: removed_read(&in->removed, in->s.store, in->s.pid, jval_get(top, "removed"),
			       in->arena, in->err);
	rc = rc ? rc : name_all(in, top);
	rc = rc ? rc : take_all(in, jval_get(top, "records"));
	return rc ? rc : take_own(in, jval_get(top, "own"));
}

/* The whole file in a store in memory, with the rules of every form held against it. */
static enum rc rehearse(struct importing *in)
{
	const struct store_opts o = { .engine = &engine_memory };
	struct session s = in->s;
	struct bulk_how all = { .place = session_place(&in->s), .action = "import" };
	enum rc rc = store_open(&s.store, &o, in->err);

	if (rc)
		return rc;
	rc = bulk_save(&in->bulk, &s, &all, NULL, in->err);
	if (!rc)
		rc = import_check(&s, in->err);
	store_close(s.store);
	return rc;
}

static enum rc save_all(struct importing *in, struct import_report *out)
{
	struct bulk_how all = { session_place(&in->s), "import", true, &in->own };
	/* first: without the texts they stand for, marks harm nobody */
	enum rc rc = store_erased_note(in->s.store, in->s.pid, &in->removed.named, in->err);

	rc = rc ? rc : bulk_save(&in->bulk, &in->s, &all, &out->batches, in->err);
	if (rc)
		return rc;
	out->personal = in->found.personal;
	out->personal_what = in->found.personal_what;
	memcpy(out->personal_at, in->found.personal_at, sizeof(out->personal_at));
	out->records = in->records;
	out->kept_out = in->kept_out;
	out->knows = in->removed.knows;
	out->facts = in->bulk.n + in->own.n;
	snprintf(out->pid, sizeof(out->pid), "%s", in->s.pid);
	return RC_OK;
}

enum rc import_json(struct session *s, const char *text, size_t len, struct import_report *out,
		    struct err *err)
{
	struct importing in = { .s = *s, .err = err };
	struct jdoc *doc = NULL;
	enum rc rc = access_may_import(s->store, &s->actor, err);

	rc = rc ? rc : jdoc_read(&doc, text, len, err);
	if (rc)
		return rc;
	*out = (struct import_report){ 0 };
	in.arena = arena_new();
	in.s.actor.role = MEMBER_COORDINATOR;
	in.s.actor.org = NULL;
	bulk_init(&in.bulk, in.arena);
	bulk_init(&in.own, in.arena);
	rc = read_all(&in, jdoc_top(doc));
	if (!rc)
		rc = rehearse(&in);
	if (!rc)
		rc = save_all(&in, out);
	bulk_clear(&in.bulk);
	bulk_clear(&in.own);
	mem_free(in.answer);
	dict_clear(&in.ids);
	dict_clear(&in.seen);
	dict_clear(&in.removed.later);
	arena_free(in.arena);
	jdoc_free(doc);
	return rc;
}
