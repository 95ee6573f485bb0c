/* SPDX-License-Identifier: ISC */
/* Commands about the way in by a service account: person, key, keys. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../core/base/json.h"
#include "kiosk.h"
#include "ways_in.h"

static enum rc only_kiosk(struct cli *c, struct err *err)
{
	enum rc rc = kiosk_way_in(c, err);

	if (c->app.kiosk || c->app.console || rc != RC_OK)
		return rc;
	return err_set(
		err, RC_NOT_ALLOWED,
		"people and keys are for a kiosk, see cairn-admin(8); here each person comes "
		"by an account of their own");
}

/* NULL stands for the service account at the machine. */
static const struct actor *who(const struct cli *c)
{
	return c->app.console ? NULL : &c->app.session.actor;
}

static enum rc said(struct cli *c, const char *what, const char *name, struct err *err)
{
	struct buf b = { 0 };
	struct jout j;

	app_log(&c->app, SITELOG_PEOPLE);
	if (cli_on(c, OPT_JSON)) {
		jout_init(&j, &b);
		jout_object(&j, NULL);
		jout_text(&j, what, name);
		jout_end(&j, '}');
	} else {
		buf_printf(&b, "%s: %s\n", what, name);
	}
	return cli_tell(&b, err);
}

/* person */

static enum rc list_people(struct cli *c, struct err *err)
{
	struct known k = { .arena = c->arena };
	enum rc rc = known_read(c->app.session.store, who(c), &k, err);
	struct buf b = { 0 };
	struct jout j;

	jout_init(&j, &b);
	if (cli_on(c, OPT_JSON))
		jout_array(&j, NULL);
	for (size_t i = 0; rc == RC_OK && i < k.n; i++) {
		const struct known_person *r = &k.v[i];

		if (!cli_on(c, OPT_JSON)) {
			buf_printf(&b, "%-16s %-10s %zu key%s  %s\n", r->name,
				   r->off ? "suspended" : "open", r->keys, r->keys == 1 ? " " : "s",
				   r->shown);
			continue;
		}
		jout_object(&j, NULL);
		jout_text(&j, "person", r->name);
		jout_text(&j, "shown", r->shown);
		jout_text(&j, "access", r->off ? "suspended" : "open");
		jout_int(&j, "keys", (long long)r->keys);
		jout_end(&j, '}');
	}
	if (cli_on(c, OPT_JSON))
		jout_end(&j, ']');
	return cli_done(&b, rc, err);
}

/* The words from i on as one text. */
static const char *rest(struct cli *c, size_t i)
{
	const char *text = i < c->nwords ? c->word[i] : "";

	for (i++; i < c->nwords; i++)
		text = arena_printf(c->arena, "%s %s", text, c->word[i]);
	return text;
}

static enum rc add_person(struct cli *c, struct err *err)
{
	struct buf shown = { 0 };
	const char *text = rest(c, 2);
	enum rc rc = text_accept(&shown, text, strlen(text), TEXT_LINE, NULL, err);

	if (rc == RC_OK)
		rc = access_person_add(c->app.session.store, who(c), c->word[1],
				       shown.len ? buf_text(&shown) : c->word[1], err);
	buf_clear(&shown);
	return rc == RC_OK ? said(c, "added", c->word[1], err) : rc;
}

enum rc cmd_person(struct cli *c, struct err *err)
{
	const char *what = c->nwords ? c->word[0] : "list";
	bool add = !strcmp(what, "add"), off = !strcmp(what, "suspend"),
	     on = !strcmp(what, "resume"), list = !strcmp(what, "list");
	enum rc rc;

	if ((!strcmp(what, "export") || !strcmp(what, "remove")) && c->nwords == 2) {
		rc = open_store(c, false, err);
		if (rc != RC_OK)
			return rc;
		return *what == 'e' ? person_export(c, c->word[1], err)
				    : person_leave(c, c->word[1], err);
	}
	if (cli_on(c, OPT_DRY_RUN))
		return err_set(err, RC_USAGE, "--dry-run goes with cairn person remove NAME");
	rc = only_kiosk(c, err);
	if (rc != RC_OK)
		return rc;
	if ((!add && !off && !on && !list) || (c->nwords < 2 && !list) || (c->nwords > 2 && !add) ||
	    (c->nwords > 1 && list))
		return err_set(
			err, RC_USAGE,
			"cairn person takes list, add NAME SHOWN, suspend NAME, resume NAME, "
			"export NAME or remove NAME");
	rc = open_store(c, c->app.console && add, err);
	if (rc != RC_OK)
		return rc;
	if (list)
		return list_people(c, err);
	if (add)
		return add_person(c, err);
	rc = access_suspend(c->app.session.store, who(c), c->word[1], off, err);
	return rc == RC_OK ? said(c, off ? "suspended" : "open again", c->word[1], err) : rc;
}

/* key */

struct key_rows {
	struct buf *to;
	const struct known *people;
	struct jout *json; /* NULL: as a table */
};

static bool print_key(void *arg, const struct access_key *k)
{
	struct key_rows *r = arg;
	char when[48], kind[48];

	for (size_t i = 0; i <= r->people->n; i++) {
		if (i == r->people->n)
			return true; /* somebody else's partnership */
		if (!strcmp(r->people->v[i].name, k->person))
			break;
	}

	time_words(k->ms, when);
	snprintf(kind, sizeof(kind), "%.*s", (int)strcspn(k->key.text, " "), k->key.text);
	if (!r->json) {
		buf_printf(r->to, "%-16s %s  %s  %s  %s\n", k->person, k->key.id, kind,
			   k->key.print, when);
		return true;
	}
	jout_object(r->json, NULL);
	jout_text(r->json, "person", k->person);
	jout_text(r->json, "key", k->key.id);
	jout_text(r->json, "kind", kind);
	jout_text(r->json, "digest", k->key.print);
	jout_text(r->json, "by", k->by);
	jout_int(r->json, "ms", k->ms);
	jout_end(r->json, '}');
	return true;
}

static enum rc list_keys(struct cli *c, struct err *err)
{
	struct buf b = { 0 };
	struct jout j;
	struct known k = { .arena = c->arena };
	struct key_rows r = { &b, &k, cli_on(c, OPT_JSON) ? &j : NULL };
	enum rc rc = known_read(c->app.session.store, who(c), &k, err);

	jout_init(&j, &b);
	if (r.json)
		jout_array(&j, NULL);
	if (rc == RC_OK)
		rc = access_keys(c->app.session.store, c->nwords > 1 ? c->word[1] : NULL, print_key,
				 &r, err);
	if (r.json)
		jout_end(&j, ']');
	return cli_done(&b, rc, err);
}

static enum rc key_text(struct cli *c, const char **out, struct err *err)
{
	enum { LINE_MOST = 2 * SSH_KEY_TEXT_MAX };
	char *text;
	size_t len = 0;
	ssize_t n;

	if (c->nwords > 2) {
		*out = rest(c, 2);
		return RC_OK;
	}
	text = arena_alloc(c->arena, LINE_MOST + 1);
	while (len < LINE_MOST && (n = read(STDIN_FILENO, text + len, LINE_MOST - len)) > 0)
		len += (size_t)n;
	if (!len || len == LINE_MOST || strlen(text) != len)
		return err_set(err, RC_INVALID,
			       len ? "this is no public key; hand in the one line of the file that "
				     "ends in .pub"
				   : "hand in the key: cairn key add NAME < NAME.pub");
	*out = text;
	return RC_OK;
}

static enum rc add_key(struct cli *c, struct err *err)
{
	struct ssh_key key;
	const char *text = NULL;
	enum rc rc = key_text(c, &text, err);

	if (rc == RC_OK)
		rc = access_key_add(c->app.session.store, who(c), c->word[1], text, &key, err);
	return rc == RC_OK ? said(c, "key added", key.id, err) : rc;
}

enum rc cmd_key(struct cli *c, struct err *err)
{
	const char *what = c->nwords ? c->word[0] : "list";
	bool add = !strcmp(what, "add"), drop = !strcmp(what, "remove"),
	     list = !strcmp(what, "list");
	enum rc rc = only_kiosk(c, err);

	if (rc != RC_OK)
		return rc;
	if ((!add && !drop && !list) || (add && c->nwords < 2) || (drop && c->nwords != 3) ||
	    (list && c->nwords > 2))
		return err_set(err, RC_USAGE,
			       "cairn key takes list [NAME], add NAME with the key, or remove NAME "
			       "KEY");
	rc = open_store(c, false, err);
	if (rc != RC_OK)
		return rc;
	if (list)
		return list_keys(c, err);
	if (add)
		return add_key(c, err);
	rc = access_key_remove(c->app.session.store, who(c), c->word[1], c->word[2], err);
	return rc == RC_OK ? said(c, "key removed", c->word[2], err) : rc;
}

/* keys: what sshd asks for */

struct lines {
	struct buf *to;
	const char *program;
};

static bool print_line(void *arg, const struct access_key *k)
{
	struct lines *l = arg;

	if (!k->off)
		buf_printf(l->to, "command=\"exec %s --as %s\",restrict,pty %s\n", l->program,
			   k->person, k->key.text);
	return true;
}

static enum rc this_program(char out[512], struct err *err)
{
	ssize_t n = readlink("/proc/self/exe", out, 511);

	out[n > 0 ? n : 0] = '\0';
	if (n <= 0 || strpbrk(out, "\"\\ \t\n$`'*?"))
		return err_set(err, RC_IO,
			       "the place of this program has letters that cannot stand in a line "
			       "for sshd; install it in /usr/bin");
	return RC_OK;
}

enum rc cmd_keys(struct cli *c, struct err *err)
{
	char program[512];
	struct buf b = { 0 };
	struct lines l = { &b, program };
	enum rc rc;

	if (c->nwords != 1)
		return err_set(err, RC_USAGE, "name the account: cairn keys ACCOUNT");
	if (!c->app.console)
		return err_set(err, RC_NOT_ALLOWED,
			       "the lines for sshd are made by the service account alone");
	if (strcmp(c->word[0], settings_text(c->app.settings, SETTING_KIOSK)) != 0)
		return RC_OK; /* another account's keys are none of ours */
	rc = this_program(program, err);
	rc = rc == RC_OK ? open_store(c, false, err) : rc;
	rc = rc == RC_OK ? access_keys(c->app.session.store, NULL, print_line, &l, err) : rc;
	return cli_done(&b, rc, err);
}
