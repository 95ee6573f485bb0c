/* SPDX-License-Identifier: ISC */
#include "erase.h"

#include <string.h>

#include "../store/keys.h"
#include "../store/outbox.h"
#include "record_internal.h"
#include "../base/text.h"

enum { WORDS_LEAST = 3 };

/* Words are looked for in texts, not in choices, roles, and what else holds the record together. */
static bool is_free_text(void *arg, const char *fact)
{
	const struct erase_plan *p = arg;
	struct arena *a = p->list.arena;
	struct fact_parts parts;
	const struct reg *reg;
	struct pairs answers;

	if (!fact_parts(a, fact, &parts))
		return true;
	reg = facts_reg(p->session->schema, parts.reg, parts.record);
	if (!strcmp(parts.reg, "pp") || !strcmp(parts.reg, "cy"))
		return !strcmp(parts.field, "vision");
	if (!reg || fact_is_shared(reg, parts.field))
		return true;
	answers = fact_answers(reg, parts.field, "", a);
	for (size_t i = 0; i < answers.n; i++) {
		const struct field *f = reg_field(reg, answers.v[i].name);

		if (f && f->type != TYPE_TEXT && f->type != TYPE_LONG && f->type != TYPE_URL &&
		    f->type != TYPE_GROUP && f->type != TYPE_ROWS)
			return false;
	}
	return true;
}

/* Without its mark a deleted entry would be there again. */
static bool is_no_mark(void *arg, const char *fact)
{
	const char *slash = strrchr(fact, '/');

	(void)arg;
	return !slash || strcmp(slash + 1, FIELD_GONE) != 0;
}

struct unused {
	const struct session *s;
	const struct record *r;
	struct arena *arena;
};

static enum rc unused_fn(struct view *v, void *arg)
{
	const struct unused *u = arg;

	return record_unused(v, u->s, u->r, u->arena,
			     "take it out there first, or remove its texts one by one");
}

/* The entry may be deleted, in whichever cycle it was: its facts are there all the same. */
static enum rc find_entry(const struct session *s, const char *typed, struct arena *a,
			  struct record *out, struct err *err)
{
	enum rc rc = record_find_former(s, typed, a, out, err);

	if (rc != RC_NOT_FOUND || !out->reg)
		return rc;
	err_clear(err); /* never there; a draft may be */
	out->cycle = record_cycle(s, out->reg);
	return RC_OK;
}

static enum rc plan_entry(const struct session *s, const struct erase_ask *ask, struct arena *a,
			  struct erase_plan *out, struct err *err)
{
	size_t len = ask->field ? strcspn(ask->field, ".") : 0;
	const struct field *f;
	struct record r;
	const char *facts;
	enum rc rc = find_entry(s, ask->id, a, &r, err);

	if (rc)
		return rc;
	facts = record_facts(a, r.cycle, r.reg, r.id);
	out->what.fact = facts;
	if (ask->field) {
		f = reg_field(r.reg, arena_strn(a, ask->field, len));
		out->what.draft = arena_printf(a, "%s%s", facts, ask->field);
		out->what.fact =
			arena_printf(a, "%s%s", facts,
				     f && !ask->field[len] ? field_fact(r.reg, f) : ask->field);
	} else if (r.exists && !r.deleted && !ask->earlier && r.reg->kind == REG_REGISTER) {
		rc = store_picture(s->store, unused_fn, &(struct unused){ s, &r, a }, err);
	}
	return rc;
}

static enum rc plan_words(const struct erase_ask *ask, struct arena *a, struct erase_plan *out,
			  struct err *err)
{
	struct buf folded = { 0 };

	text_fold(&folded, ask->words);
	out->what.words = arena_str(a, buf_text(&folded));
	out->what.may = is_free_text;
	out->what.arg = out;
	buf_clear(&folded);
	return text_chars(out->what.words) < WORDS_LEAST
		       ? err_set(err, RC_INVALID,
				 "'%.40s' is too short to look for: it would take too much along",
				 ask->words)
		       : RC_OK;
}

enum rc erase_plan(const struct session *s, const struct erase_ask *ask, struct arena *a,
		   struct erase_plan *out, struct err *err)
{
	enum rc rc = RC_OK;

	*out = (struct erase_plan){ .session = s, .list = { .arena = a } };
	if (s->actor.role != MEMBER_COORDINATOR)
		return err_set(err, RC_NOT_ALLOWED,
			       "removing for data protection is for a coordinator; ask one to do "
			       "this");
	if (!ask->id && !ask->words && !ask->change) /* of everything there is no removal */
		return err_set(err, RC_NOT_FOUND, "there is nothing of that kind to remove");
	out->what.earlier = ask->earlier;
	out->what.entry = ask->change;
	if (ask->change)
		out->what.may = is_no_mark;
	if (ask->id)
		rc = plan_entry(s, ask, a, out, err);
	else if (ask->words)
		rc = plan_words(ask, a, out, err);
	rc = rc ? rc : store_erase_find(s->store, s->pid, &out->what, &out->list, err);
	if (!rc && !out->list.n && !out->list.ndrafts)
		rc = err_set(err, RC_NOT_FOUND, "there is nothing of that kind to remove");
	return rc;
}

enum rc erase_do(const struct erase_plan *p, const char *data_dir, const char *reason,
		 struct err *err)
{
	const struct session *s = p->session;
	enum rc rc = store_erase(s->store, s->pid, &p->what, &s->actor, reason, err);
	struct err mine = { 0 };

	/* what was saved as a file may hold it in any form */
	if (!rc && data_dir)
		rc = outbox_empty(data_dir, s->pid, &mine);
	return mine.rc ? err_set(err, rc, "it is done, but %s; delete those in '%s/outbox'",
				 mine.text, data_dir)
		       : rc;
}

enum copy_says erase_copy_holds(const void *plan, const char *file)
{
	const struct erase_plan *p = plan;

	return store_copy_holds(file, p->session->pid, &p->list);
}
