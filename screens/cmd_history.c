/* SPDX-License-Identifier: ISC */
/* The history, of one thing or of everything, and the log of sign-ins, exports and refusals. */
#include <stdio.h>
#include <string.h>

#include "../core/base/json.h"
#include "../core/plan/small.h"
#include "../core/records/called.h"
#include "../core/store/audit.h"
#include "cli.h"

struct history {
	const struct cli *cli;
	const char *about; /* facts of one thing alone begin so */
	struct buf *to;
	struct jout j;
	struct smalls smalls;
	struct pairs people;
	struct names restricted; /* of what goes out; what their facts begin with */
};

static const char *history_text(const struct entry_fact *f, const struct entry *e,
				const struct history *h, struct arena *a)
{
	const struct session *s = cli_session(h->cli);

	if (fact_is_apart(s, f->name, e->person))
		return "(given apart; shown with --together)";
	return f->text     ? fact_shown(s, f->name,
					smalls_fact(&h->smalls, s->schema, f->name, f->text, a), a)
	       : f->erased ? "(removed for data protection)"
			   : "(removed)";
}

static bool is_about(const struct history *h, const struct entry_fact *f)
{
	return !h->about || !strncmp(f->name, h->about, strlen(h->about));
}

/* Of what is restricted it goes out that it was changed, and not what it said nor why. */
static bool is_kept_back(const struct history *h, const struct entry *e)
{
	for (size_t i = 0; i < e->count; i++)
		if (restricted_fact(&h->restricted, e->facts[i].name))
			return true;
	return false;
}

static void put_text(struct history *h, const struct entry *e, const struct entry_fact *f)
{
	const struct session *s = cli_session(h->cli);

	if (restricted_fact(&h->restricted, f->name))
		jout_bool(&h->j, "restricted", true);
	else if (fact_is_apart(s, f->name, e->person))
		jout_bool(&h->j, "apart", true);
	else if (f->text && fact_deletes(f->name))
		jout_text(&h->j, "text", fact_shown(s, f->name, f->text, h->cli->arena));
	else if (f->text)
		jout_text(&h->j, "text",
			  smalls_fact(&h->smalls, s->schema, f->name, f->text, h->cli->arena));
	else
		jout_null(&h->j, "text");
}

static bool print_entry(void *arg, const struct entry *e)
{
	struct history *h = arg;
	char when[48];

	time_words(e->ms, when);
	if (!cli_on(h->cli, OPT_JSON)) {
		struct arena *a = arena_new();
		const char *said = strcmp(e->action, "move") ? e->reason : NULL; /* said already */

		buf_printf(h->to, "%llu  %s  %s  %s  from %s%s%s\n", (unsigned long long)e->number,
			   when, person_called(&h->people, e->person),
			   entry_words(cli_session(h->cli), e, false, a), e->from,
			   said || e->reason_erased ? ": " : "",
			   said               ? said
			   : e->reason_erased ? "(removed for data protection)"
					      : "");
		for (size_t i = 0; i < e->count; i++)
			if (is_about(h, &e->facts[i]) && !fact_deletes(e->facts[i].name))
				buf_printf(h->to, "    %s: %s\n",
					   fact_about(cli_session(h->cli), e->facts[i].name, a),
					   history_text(&e->facts[i], e, h, a));
		arena_free(a);
		return true;
	}
	jout_object(&h->j, NULL);
	jout_int(&h->j, "change", (long long)e->number);
	jout_int(&h->j, "ms", e->ms);
	jout_text(&h->j, "person", e->person);
	jout_text(&h->j, "action", e->action);
	jout_text(&h->j, "from", e->from);
	if (e->reason && !is_kept_back(h, e))
		jout_text(&h->j, "reason", e->reason);
	if (e->undoes)
		jout_int(&h->j, "undoes", (long long)e->undoes);
	jout_array(&h->j, "facts");
	for (size_t i = 0; i < e->count; i++) {
		char was[VERSION_TEXT];

		if (!is_about(h, &e->facts[i]))
			continue;
		version_text(e->facts[i].was, was);
		jout_object(&h->j, NULL);
		jout_text(&h->j, "fact", e->facts[i].name);
		jout_text(&h->j, "was", was);
		put_text(h, e, &e->facts[i]);
		if (e->facts[i].erased)
			jout_bool(&h->j, "erased", true);
		jout_end(&h->j, '}');
	}
	jout_end(&h->j, ']');
	jout_end(&h->j, '}');
	return true;
}

static bool print_note(void *arg, const struct entry *e)
{
	struct history *h = arg;
	const char *what = e->count && e->facts[0].text ? e->facts[0].text : "";
	char when[48];

	time_words(e->ms, when);
	if (!cli_on(h->cli, OPT_JSON)) {
		buf_printf(h->to, "%s  %s  %s%s%s  from %s\n", when,
			   person_called(&h->people, e->person), e->action, *what ? ": " : "", what,
			   e->from);
		return true;
	}
	jout_object(&h->j, NULL);
	jout_int(&h->j, "ms", e->ms);
	jout_text(&h->j, "person", e->person);
	jout_text(&h->j, "did", e->action);
	jout_text(&h->j, "what", what);
	jout_text(&h->j, "from", e->from);
	jout_end(&h->j, '}');
	return true;
}

static enum rc print_audit(struct history *h, struct err *err)
{
	const struct session *s = cli_session(h->cli);
	enum rc rc;

	if (cli_on(h->cli, OPT_JSON))
		jout_array(&h->j, NULL);
	rc = audit_each(s->store, s->pid, &s->actor, print_note, h, err);
	if (cli_on(h->cli, OPT_JSON))
		jout_end(&h->j, ']');
	return rc;
}

/* Of what was deleted or taken back the history stays. */
static enum rc find_or_former(const struct cli *c, const char *id, struct record *r,
			      struct err *err)
{
	enum rc rc = find_thing(c, id, r, err);
	struct err none = { 0 };

	if (rc != RC_NOT_FOUND || record_find_former(cli_session(c), id, c->arena, r, &none))
		return rc;
	err_clear(err);
	return RC_OK;
}

enum rc cmd_history(struct cli *c, struct err *err)
{
	const struct session *s = cli_session(c);
	struct buf b = { 0 };
	struct history h = { .cli = c, .to = &b, .people = people_called(s, c->arena) };
	struct record r;
	enum rc rc = cli_may_tell(c, err);

	if (rc != RC_OK)
		return rc;
	jout_init(&h.j, &b);
	if (cli_on(c, OPT_AUDIT))
		return cli_done(&b, print_audit(&h, err), err);
	if (c->nwords)
		rc = find_or_former(c, c->word[0], &r, err);
	if (rc == RC_OK && c->nwords)
		h.about = arena_printf(c->arena, "%s/%s/%s/", r.cycle, r.reg->key, r.id);
	if (rc == RC_OK && cli_on(c, OPT_SINCE))
		return cli_out(c, &b, history_since(c, h.about, &b, err), err);
	if (rc == RC_OK && cli_goes_out(c))
		rc = restricted_read(s, c->arena, &h.restricted, err);
	if (rc == RC_OK)
		rc = smalls_read(s, "*", c->arena, &h.smalls, err);
	if (rc != RC_OK)
		return rc;
	if (cli_on(c, OPT_JSON))
		jout_array(&h.j, NULL);
	if (c->nwords) {
		rc = store_record_history(s->store, session_place(s), h.about, print_entry, &h,
					  err);
	} else {
		rc = store_log_back(s->store, session_place(s), 0, print_entry, &h, err);
	}
	cli_say_left_out(h.about ? restricted_fact(&h.restricted, h.about) : h.restricted.n);
	smalls_clear(&h.smalls);
	if (cli_on(c, OPT_JSON))
		jout_end(&h.j, ']');
	return cli_out(c, &b, rc, err);
}
