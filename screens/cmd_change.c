/* SPDX-License-Identifier: ISC */
/* Commands that change: init, add, set, answer, archive, role, undo, redo. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core/plan/closing.h"
#include "../core/plan/small.h"
#include "../core/base/json.h"
#include "../core/records/called.h"
#include "../core/store/keys.h"
#include "cli.h"

static struct session *session(struct cli *c)
{
	return &c->app.session;
}

static enum rc say(struct cli *c, const char *key, const char *value, const char *words,
		   struct err *err)
{
	struct buf b = { 0 };
	struct jout j;

	if (cli_on(c, OPT_JSON)) {
		jout_init(&j, &b);
		jout_object(&j, NULL);
		jout_text(&j, key, value);
		jout_end(&j, '}');
	} else {
		buf_printf(&b, "%s\n", words);
	}
	return cli_tell(&b, err);
}

/* init */

bool cli_years(const char *text, int *first, int *last)
{
	char *end;

	*first = (int)strtol(text, &end, 10);
	if (*end != '-')
		return false;
	*last = (int)strtol(end + 1, &end, 10);
	return !*end && *first >= 1900 && *last >= *first && *last < 2200;
}

enum rc cmd_init(struct cli *c, struct err *err)
{
	int year = date_year(session(c)->today);
	struct new_partnership n = {
		.name = c->value[OPT_NAME],
		.areas = { c->areas, c->nareas },
		.first_year = year,
		.last_year = year + 3,
	};
	struct faults faults = { .arena = c->arena };
	const char *pid;
	enum rc rc;

	if (cli_on(c, OPT_YEARS) && !cli_years(c->value[OPT_YEARS], &n.first_year, &n.last_year))
		return err_set(err, RC_USAGE,
			       "--years takes two years, for example --years 2026-2029");
	if (cli_on(c, OPT_SAMPLE)) {
		if (!session(c)->schema->nsamples)
			return err_set(err, RC_NOT_FOUND,
				       "these templates have no sample partnership");
		rc = partnership_sample(session(c), session(c)->schema->samples[0].id, c->arena,
					&pid, &faults, err);
	} else if (!n.name || !n.name[0]) {
		return err_set(err, RC_USAGE,
			       "name the partnership: cairn init --name \"Clyde North\"");
	} else {
		rc = partnership_make(session(c), &n, c->arena, &pid, err);
	}
	if (rc != RC_OK)
		return rc;
	return say(c, "partnership", pid,
		   arena_printf(c->arena, "made partnership %s in %s", pid,
				cli_line(c->app.data_dir, c->arena)),
		   err);
}

/* field=value words */

static enum rc parse_version(struct cli *c, char *field, struct put *put, bool *named,
			     struct err *err)
{
	char *at = strchr(field, '@');

	*named = at != NULL;
	if (!at)
		return RC_OK;
	*at = '\0';
	if (!version_read(at + 1, &put->seen))
		return err_set(err, RC_USAGE,
			       "'%s' is no version; list --json --versions shows them", at + 1);
	(void)c;
	return RC_OK;
}

/* A row is given as "updates.+=on=2026-05-01; says=…", a group in the same way. */
static enum rc parse_parts(struct cli *c, const struct field *f, const char *typed,
			   const char **out, struct err *err)
{
	struct pair *pairs = arena_array(c->arena, f->nfields, sizeof(*pairs));
	char *rest = arena_str(c->arena, typed);
	size_t n = 0;

	while (*rest) {
		char *end = strchr(rest, ';'), *equals = strchr(rest, '=');
		const struct field *part;
		const char *stored;
		enum rc rc;

		if (end)
			*end = '\0';
		while (*rest == ' ')
			rest++;
		if (!equals || (end && equals > end))
			return err_set(err, RC_USAGE, "write '%s' as name=value; name=value",
				       f->id);
		*equals = '\0';
		part = field_sub(f, rest);
		if (!part)
			return err_set(err, RC_USAGE, "'%s' has no part called '%s'", f->id, rest);
		rc = value_parse(part, equals + 1, session(c)->today, c->arena, &stored, err);
		if (rc != RC_OK)
			return rc;
		if (n < f->nfields)
			pairs[n++] = (struct pair){ part->id, stored };
		rest = end ? end + 1 : equals + 1 + strlen(equals + 1);
	}
	*out = pairs_text(pairs, n, c->arena);
	return RC_OK;
}

static struct version version_of(const struct record *r, const char *field, const char *row)
{
	for (size_t i = 0; row && i < r->nrows; i++)
		if (!strcmp(r->rows[i].field, field) && !strcmp(r->rows[i].name, row))
			return r->rows[i].slot.at;
	for (size_t i = 0; !row && r->field && i < r->reg->nfields; i++)
		if (!strcmp(r->reg->fields[i].id, field))
			return r->field[i].at;
	return (struct version){ 0 };
}

static enum rc read_put(struct cli *c, const struct reg *reg, const struct record *r,
			const char *word, struct put *put, struct err *err)
{
	char *name = arena_str(c->arena, word), *equals = strchr(name, '='), *dot;
	const struct field *f;
	struct version now;
	bool named;
	enum rc rc;

	if (!equals)
		return err_set(err, RC_USAGE, "write '%s' as field=value", word);
	*equals = '\0';
	rc = parse_version(c, name, put, &named, err);
	if (rc != RC_OK)
		return rc;
	dot = strchr(name, '.');
	put->field = arena_str(c->arena, name);
	if (dot)
		*dot++ = '\0';
	f = reg_field(reg, name);
	/* a draft becomes a live entry, and is then held to all its rules */
	if (!f || (f->automatic && !(r && !strcmp(name, "life"))))
		return cli_no_field(reg, name, err);
	if (f->type == TYPE_GROUP || f->type == TYPE_ROWS)
		rc = parse_parts(c, f, equals + 1, &put->text, err);
	else
		rc = value_parse(f, equals + 1, session(c)->today, c->arena, &put->text, err);
	if (rc != RC_OK || !r)
		return rc;
	now = version_of(r, name, dot && strcmp(dot, "+") ? dot : dot ? "" : NULL);
	if (!named)
		put->seen = now;
	else if (cli_on(c, OPT_DRY_RUN) && !version_same(put->seen, now))
		return err_set(err, RC_CONFLICT,
			       "somebody changed %s since you read it; nothing would be saved",
			       name);
	return RC_OK;
}

static enum rc read_puts(struct cli *c, const struct reg *reg, const struct record *r, size_t from,
			 struct put **out, size_t *n, struct err *err)
{
	*n = c->nwords - from;
	*out = arena_array(c->arena, *n + 1, sizeof(**out)); /* room for the life of a new record */
	for (size_t i = 0; i < *n; i++) {
		enum rc rc = read_put(c, reg, r, c->word[from + i], &(*out)[i], err);

		if (rc != RC_OK)
			return rc;
	}
	return RC_OK;
}

static void print_faults(const struct faults *f, enum level level)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].level == level)
			cli_say(arena_printf(f->arena, "%s: %s%s%s",
					     level == LEVEL_WARN ? "worth a look" : "not saved",
					     f->v[i].field ? f->v[i].field : "",
					     f->v[i].field ? ": " : "", f->v[i].text));
}

/* "NE-01 severity" as set takes it; where several answers are one fact, the entry in words */
static const char *answer_called(struct cli *c, const char *fact)
{
	const struct schema *schema = session(c)->schema;
	struct fact_parts parts;
	const struct reg *reg;
	char shown[49];

	reg = fact_parts(c->arena, fact, &parts) ? facts_reg(schema, parts.reg, parts.record)
						 : NULL;
	if (!reg || !reg_field(reg, parts.field))
		return fact_about(session(c), fact, c->arena);
	id_shown(parts.record, shown);
	return arena_printf(c->arena, "%s %s", shown, parts.field);
}

static void print_clash(struct cli *c, const struct pairs *people, const struct smalls *smalls,
			const struct clash *clash)
{
	const struct session *s = session(c);
	const struct fact *theirs = &clash->theirs;
	const char *who = theirs->person && theirs->person[0]
				  ? person_called(people, theirs->person)
				  : "somebody";

	const char *now =
		theirs->text && theirs->text[0]
			? arena_printf(c->arena, "%s saved \"%s\"", who,
				       fact_shown(s, clash->fact,
						  smalls_fact(smalls, s->schema, clash->fact,
							      theirs->text, c->arena),
						  c->arena))
			: "but nothing is saved there now";

	cli_say(arena_printf(c->arena, "%s: yours is \"%s\", %s", answer_called(c, clash->fact),
			     fact_shown(s, clash->fact, clash->mine, c->arena), now));
}

static enum rc save(struct cli *c, const struct reg *reg, const char *id, const char *action,
		    const struct put *puts, size_t n, struct saved *saved, struct err *err)
{
	struct faults faults = { .arena = c->arena };
	struct clash_list clashes = { .arena = c->arena };
	enum rc rc;

	if (cli_on(c, OPT_DRY_RUN)) {
		*saved = (struct saved){ 0 };
		rc = record_check(session(c), reg, id, puts, n, &faults, err);
	} else {
		session(c)->reason = c->value[OPT_REASON];
		rc = record_save(session(c), reg, id, action, puts, n, &faults, &clashes, saved,
				 err);
	}
	if (rc == RC_INVALID && faults.n) {
		print_faults(&faults, LEVEL_REFUSE);
		err->text[0] = '\0'; /* said already, all of them */
	}
	print_faults(&faults, LEVEL_WARN);
	if (rc == RC_CONFLICT) {
		struct pairs people = people_called(session(c), c->arena);
		struct smalls smalls;

		if (smalls_read(session(c), "*", c->arena, &smalls, NULL) != RC_OK)
			return rc;
		for (size_t i = 0; i < clashes.n; i++)
			print_clash(c, &people, &smalls, &clashes.v[i]);
		smalls_clear(&smalls);
	}
	return rc;
}

enum rc cmd_add(struct cli *c, struct err *err)
{
	const struct reg *reg = c->nwords ? schema_reg(session(c)->schema, c->word[0]) : NULL;
	struct put *puts;
	struct saved saved;
	char shown[49];
	size_t n;
	enum rc rc;

	if (!c->nwords)
		return err_set(err, RC_USAGE, "name a register: cairn add needs title=…");
	if (!reg || reg->kind != REG_REGISTER)
		return err_set(err, RC_NOT_FOUND,
			       "there is no register '%s'; cairn registers lists them", c->word[0]);
	rc = read_puts(c, reg, NULL, 1, &puts, &n, err);
	if (rc != RC_OK)
		return rc;
	puts[n++] =
		(struct put){ .field = "life", .text = cli_on(c, OPT_DRAFT) ? "draft" : "live" };
	rc = save(c, reg, NULL, "make", puts, n, &saved, err);
	if (rc != RC_OK)
		return rc;
	id_shown(saved.id, shown);
	return say(c, "id", shown, cli_on(c, OPT_DRY_RUN) ? "nothing was saved" : shown, err);
}

/* A stage that is closed keeps what stood open, however it is closed. */
static enum rc note_open(struct cli *c, const struct record *r, struct put *puts, size_t *n,
			 struct err *err)
{
	const struct stage *stage = schema_stage(session(c)->schema, r->id);
	const struct field *f = reg_field(r->reg, "stood_open");
	struct closing open;
	bool closes = false;
	enum rc rc;

	for (size_t i = 0; i < *n; i++)
		closes = closes ||
			 (!strcmp(puts[i].field, "outcome") && !strncmp(puts[i].text, "agreed", 6));
	if (strcmp(r->reg->id, "close") != 0 || !stage || !f || !closes ||
	    !strncmp(record_text(r, "outcome"), "agreed", 6))
		return RC_OK;
	rc = closing_load(session(c), stage, NULL, c->arena, &open, err);
	if (rc == RC_OK)
		puts[(*n)++] = (struct put){ f->id, closing_text(&open, c->arena),
					     version_of(r, f->id, NULL) };
	return rc;
}

static enum rc change(struct cli *c, const struct record *r, struct err *err)
{
	struct put *puts;
	struct saved saved;
	char at[VERSION_TEXT], shown[49];
	const char *words;
	size_t n;
	enum rc rc = read_puts(c, r->reg, r, 1, &puts, &n, err);

	if (rc == RC_OK && !n)
		rc = err_set(err, RC_USAGE, "say what to change: field=value");
	if (rc == RC_OK)
		rc = note_open(c, r, puts, &n, err);
	if (rc == RC_OK)
		rc = save(c, r->reg, r->id, "edit", puts, n, &saved, err);
	if (rc != RC_OK)
		return rc;
	version_text(saved.at, at);
	if (cli_on(c, OPT_DRY_RUN))
		return say(c, "version", at, "nothing was saved", err);
	id_shown(r->id, shown);
	if (saved.number)
		words = arena_printf(c->arena, "saved: %s", shown);
	else
		words = arena_printf(c->arena, "nothing to change: %s says so already", shown);
	return say(c, "version", at, words, err);
}

enum rc cmd_set(struct cli *c, struct err *err)
{
	struct record r;
	enum rc rc;

	if (!c->nwords)
		return err_set(err, RC_USAGE, "name an entry: cairn set NE-01 field=value");
	rc = record_find(session(c), c->word[0], c->arena, &r, err);
	return rc == RC_OK ? change(c, &r, err) : rc;
}

enum rc cmd_answer(struct cli *c, struct err *err)
{
	struct record r;
	enum rc rc;

	if (!c->nwords)
		return err_set(
			err, RC_USAGE,
			"name a checklist item or question: cairn answer res-people state=done");
	rc = find_thing(c, c->word[0], &r, err);
	if (rc == RC_OK && r.reg->kind != REG_FORM)
		rc = err_set(err, RC_USAGE, "'%s' is an entry; change it with cairn set",
			     c->word[0]);
	return rc == RC_OK ? change(c, &r, err) : rc;
}

enum rc cmd_archive(struct cli *c, struct err *err)
{
	struct record r;
	struct saved saved;
	const char *life;
	enum rc rc;

	if (c->nwords != 1)
		return err_set(err, RC_USAGE, "name one entry: cairn archive SV-16");
	rc = record_find(session(c), c->word[0], c->arena, &r, err);
	if (rc != RC_OK)
		return rc;
	life = strcmp(record_text(&r, "life"), "archived") ? "archived" : "live";
	rc = record_set_life(session(c), &r, life, &saved, err);
	return rc == RC_OK ? say(c, "life", life, life, err) : rc;
}

/* role */

struct roles {
	struct cli *cli;
	const char *name[256];
	size_t n;
};

static bool note_person(void *arg, const struct person *p)
{
	struct roles *r = arg;

	if (r->n < 256)
		r->name[r->n++] = arena_str(r->cli->arena, p->name);
	return true;
}

/* Of everybody, or of the one who is named. */
static enum rc print_roles(struct cli *c, struct err *err)
{
	const char *who = c->nwords ? c->word[0] : NULL;
	bool any = false;
	struct roles r = { .cli = c };
	struct pairs people = people_called(session(c), c->arena);
	struct buf b = { 0 };
	struct jout j;
	enum rc rc = store_people(session(c)->store, note_person, &r, err);

	jout_init(&j, &b);
	if (cli_on(c, OPT_JSON))
		jout_array(&j, NULL);
	for (size_t i = 0; rc == RC_OK && i < r.n; i++) {
		enum member role = MEMBER_NONE;
		const char *org = NULL;
		struct err none = { 0 };

		if (who && strcmp(r.name[i], who) != 0)
			continue;
		if (store_role(session(c)->store, session(c)->pid, r.name[i], c->arena, &role, &org,
			       &none) != RC_OK ||
		    role == MEMBER_NONE)
			continue;
		any = true;
		if (cli_on(c, OPT_JSON)) {
			jout_object(&j, NULL);
			jout_text(&j, "person", r.name[i]);
			jout_text(&j, "shown", person_called(&people, r.name[i]));
			jout_text(&j, "role", member_word(role));
			jout_end(&j, '}');
		} else {
			buf_printf(&b, "%-16s %-14s %s\n", r.name[i], member_word(role),
				   person_called(&people, r.name[i]));
		}
	}
	if (cli_on(c, OPT_JSON))
		jout_end(&j, ']');
	if (rc == RC_OK && who && !any)
		rc = err_set(err, RC_NOT_FOUND,
			     "'%s' has no role here; a coordinator gives one with: cairn role %s "
			     "viewer",
			     who, who);
	return cli_done(&b, rc, err);
}

struct joined {
	const char *name;
	bool found;
};

static bool is_called(void *arg, const struct person *p)
{
	struct joined *j = arg;

	j->found = !strcmp(p->name, j->name);
	return !j->found;
}

/* A role for a name that nobody has would lie in wait for whoever gets it. */
static enum rc check_joined(struct cli *c, const char *name, struct err *err)
{
	struct joined j = { .name = name };
	enum rc rc = store_people(session(c)->store, is_called, &j, err);

	if (rc != RC_OK || j.found)
		return rc;
	return err_set(err, RC_NOT_FOUND,
		       c->app.kiosk ? "nobody here is called '%s'; add them first with: cairn "
				      "person add NAME SHOWN"
				    : "nobody called '%s' has joined yet; they open cairn and join "
				      "first",
		       name);
}

enum rc cmd_role(struct cli *c, struct err *err)
{
	const struct reg *form = schema_reg(session(c)->schema, "person");
	struct record r;
	enum rc rc;

	rc = c->nwords ? check_joined(c, c->word[0], err) : RC_OK;
	if (rc == RC_OK && c->nwords < 2)
		return print_roles(c, err);
	if (rc == RC_OK)
		rc = record_load(session(c), form, c->word[0], c->arena, &r, err);
	if (rc != RC_OK)
		return rc;
	c->word[1] = arena_printf(c->arena, "role=%s", c->word[1]);
	if (c->nwords > 2)
		c->word[2] = arena_printf(c->arena, "org=%s", c->word[2]);
	return change(c, &r, err);
}

/* undo, redo */

static enum rc take_back(struct cli *c, uint64_t number, const char *done, const char *nothing,
			 struct err *err)
{
	struct session *s = session(c);
	struct clash_list clashes = { .arena = c->arena };
	struct saved saved;
	char at[VERSION_TEXT];
	const char *what;
	enum rc rc;

	if (!number)
		return err_set(err, RC_NOT_FOUND, "%s", nothing);
	what = change_words(s, number, c->arena);
	rc = record_undo(s, number, c->value[OPT_REASON], &clashes, &saved, err);
	if (rc != RC_OK)
		return rc;
	version_text(saved.at, at);
	return say(c, "version", at, arena_printf(c->arena, "%s: %s", done, what), err);
}

enum rc cmd_undo(struct cli *c, struct err *err)
{
	struct session *s = session(c);
	const char *word = c->value[OPT_CHANGE];
	uint64_t number = word ? strtoull(word, NULL, 10)
			       : store_undoable(s->store, session_place(s), s->actor.person);

	if (word && (!word[0] || word[strspn(word, "0123456789")]))
		return err_set(err, RC_USAGE,
			       "--change takes the number of a change; cairn history shows them");
	return take_back(c, number, "took back", "there is no change of yours to take back", err);
}

enum rc cmd_redo(struct cli *c, struct err *err)
{
	struct session *s = session(c);

	return take_back(c, store_redoable(s->store, session_place(s), s->actor.person), "put back",
			 "there is nothing to put back", err);
}
