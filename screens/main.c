/* SPDX-License-Identifier: ISC */
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kiosk.h"
#include "../core/store/audit.h"
#include "../core/store/keys.h"
#include "screens.h"
#include "words.h"

static bool is_on(const char *name)
{
	const char *value = getenv(name);

	return value && value[0];
}

static void ui_settings(const struct cli *c, struct ui_opts *o)
{
	const struct settings *s = c->app.settings;
	const char *term = getenv("TERM");

	*o = (struct ui_opts){
		.plain = cli_on(c, OPT_PLAIN) || settings_on(s, SETTING_PLAIN) ||
			 (term && !strcmp(term, "dumb")),
		.ascii = cli_on(c, OPT_ASCII) || settings_on(s, SETTING_ASCII),
		.colour = settings_on(s, SETTING_COLOUR) && !is_on("NO_COLOR") &&
			  !cli_on(c, OPT_NO_COLOR),
		.letter_keys = settings_on(s, SETTING_LETTERS),
		.highlight_row = !strcmp(settings_text(s, SETTING_HIGHLIGHT), "row"),
		.cursor_hidden = !strcmp(settings_text(s, SETTING_CURSOR), "hidden"),
		.single = !strcmp(settings_text(s, SETTING_LAYOUT), "single"),
		.esc_ms = (int)settings_int(s, SETTING_ESC),
		.idle_min = (int)settings_int(s, SETTING_IDLE),
		.suspend = settings_on(s, SETTING_SUSPEND) && !c->app.kiosk,
	};
}

/* An id as people write it, NE-1, in the form that it is stored in; anything else as it is. */
static const char *as_stored(const struct cli *c, const char *part)
{
	const struct schema *s = c->app.session.schema;
	char stored[49], prefix[9];

	if (!s || !id_stored(part, stored) || !id_prefix(stored, prefix) || !schema_reg(s, prefix))
		return part;
	return arena_str(c->arena, stored);
}

/* "register/needs": a screen and what it is opened with. */
static const struct screen *named_screen(struct cli *c, struct args *args, struct err *err)
{
	const char **const part[] = { &args->a, &args->b, &args->c };
	char *name = arena_str(c->arena, c->value[OPT_SCREEN]);
	char *slash = strchr(name, '/');
	const struct screen *s;

	for (size_t i = 0; slash && i < sizeof(part) / sizeof(part[0]); i++) {
		*slash++ = '\0';
		*part[i] = slash;
		slash = strchr(slash, '/');
	}
	for (size_t i = 0; i < sizeof(part) / sizeof(part[0]); i++)
		*part[i] = *part[i] ? as_stored(c, *part[i]) : NULL;
	s = screen_named(name);
	if (!s)
		err_set(err, RC_USAGE, "there is no screen '%s'", name);
	return s;
}

/* An entry or its history by its id alone, whatever register was named with it. */
static enum rc find_named(struct cli *c, const struct screen *first, struct args *args,
			  struct err *err)
{
	const char *id = first == &screen_record    ? args->b
			 : first == &screen_history ? args->a
						    : NULL;
	char prefix[9];
	struct record r;
	enum rc rc;

	if (!id || strchr(id, '/'))
		return RC_OK;
	if (first == &screen_record && id_prefix(id, prefix) &&
	    schema_reg(c->app.session.schema, prefix) == schema_reg(c->app.session.schema, args->a))
		return RC_OK; /* one that was deleted has a screen that says so */
	rc = first == &screen_history ? record_find_former(&c->app.session, id, c->arena, &r, err)
				      : record_find(&c->app.session, id, c->arena, &r, err);
	if (rc == RC_OK && first == &screen_history)
		args->a = arena_printf(c->arena, "%s/%s/%s/", r.cycle, r.reg->key, r.id);
	else if (rc == RC_OK)
		*args = (struct args){ .a = r.reg->id, .b = r.id };
	return rc;
}

/* Those who belong to nothing yet are welcomed, those who belong to several are asked; the others go
 * where they were sent, or home. */
static enum rc first_screen(struct cli *c, const struct screen **first, struct args *args,
			    struct err *err)
{
	enum rc rc = open_cycle(c, err);

	*first = &screen_home;
	if (rc == RC_NOT_FOUND && !cli_on(c, OPT_PARTNERSHIP)) {
		c->refused = 0;
		err_clear(err);
		*first = &screen_welcome;
		return app_enter(&c->app, NULL, NULL, err);
	}
	if (rc == RC_USAGE) { /* they belong to several and have named none */
		err_clear(err);
		*first = &screen_which;
		return app_enter(&c->app, NULL, NULL, err);
	}
	if (rc == RC_OK && cli_on(c, OPT_SCREEN)) {
		*first = named_screen(c, args, err);
		rc = *first ? find_named(c, *first, args, err) : RC_USAGE;
	}
	return rc;
}

static bool note_when(void *arg, const struct entry *e)
{
	*(int64_t *)arg = e->ms;
	return false;
}

/* What is late and what comes first is judged by a clock: that it was set back is said at once. */
static void look_at_clock(struct cli *c)
{
	const struct session *s = &c->app.session;
	int64_t newest = 0;
	char when[48];

	if (!s->pid)
		return;
	store_log_back(s->store, session_place(s), 0, note_when, &newest, NULL);
	if (newest <= clock_ms() + AHEAD_MS)
		return;
	time_words(newest, when);
	c->app.start_message = arena_printf(c->arena, W_CLOCK_BACK, when);
	app_log(&c->app, SITELOG_CLOCK);
}

enum rc cmd_open(struct cli *c, struct err *err)
{
	struct ui_opts o;
	struct ui_hooks hooks;
	const struct screen *first;
	struct args args = { 0 };
	int status;
	enum rc rc;

	ui_settings(c, &o);
	if (kiosk_command(c)) {
		rc = open_store(c, false, err);
		return rc == RC_OK ? kiosk_asked(c, err) : rc;
	}
	if (cli_on(c, OPT_NO_INPUT))
		return err_set(err, RC_USAGE, W_NO_INPUT);
	if (!o.plain && (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)))
		return err_set(err, RC_USAGE, "%s",
			       c->app.kiosk && is_on("SSH_CONNECTION") ? W_NO_TERMINAL_SSH
								       : W_NO_TERMINAL);
	c->app.since_ms = clock_ms();
	rc = open_store(c, true, err);
	if (rc == RC_OK)
		rc = first_screen(c, &first, &args, err);
	if (rc != RC_OK)
		return rc;
	look_at_clock(c);
	c->app.shared = kiosk_shared(c);
	app_hooks(&c->app, &hooks);
	if (c->app.session.pid)
		hooks.home = &screen_home;
	status = ui_run(&o, &hooks, first, &args, err);
	app_sign_in(&c->app); /* where nothing was pressed */
	app_sign_out(&c->app);
	if (status > 128) { /* ended by a signal: say so the way a shell expects */
		open_close(c);
		exit(status);
	}
	return err->rc;
}

static enum rc prepare(struct cli *c, struct err *err)
{
	enum need need = c->command->need;
	enum rc rc = open_settings(c, err);

	if (rc != RC_OK || need == NEED_NOTHING)
		return rc;
	if (need == NEED_TEMPLATES)
		return app_enter(&c->app, NULL, NULL, err);
	rc = open_store(c, need == NEED_STORE_NEW, err);
	if (rc != RC_OK || need == NEED_STORE)
		return rc;
	return need == NEED_CYCLE ? open_cycle(c, err) : app_enter(&c->app, NULL, NULL, err);
}

static void print_keys(FILE *to)
{
	char name[16];

	for (const struct keybind *k = keys_common; k->key; k++) {
		key_words(k->key, name);
		fprintf(to, "%-14s %-12s %s\n", "every screen", name, action_help(k->act));
	}
	for (const struct keybind *k = keys_box; k->key; k++) {
		key_words(k->key, name);
		fprintf(to, "%-14s %-12s %s\n", "in a box", name, action_help(k->act));
	}
	for (size_t i = 0; all_screens[i]; i++)
		for (const struct keybind *k = all_screens[i]->keys; k && k->key; k++) {
			key_words(k->key, name);
			fprintf(to, "%-14s %-12s %s\n", all_screens[i]->name, name,
				action_help(k->act));
		}
}

/* What answers at once, without store or templates; false: go on. */
static bool answers_at_once(const struct cli *c, enum rc *rc, struct err *err)
{
	if (cli_on(c, OPT_HELP))
		cli_usage(stdout, c->command);
	else if (cli_on(c, OPT_VERSION))
		puts("cairn " CAIRN_VERSION);
	else if (cli_on(c, OPT_LIST_KEYS))
		print_keys(stdout);
	else if (cli_on(c, OPT_COMPLETION))
		*rc = cli_completion(stdout, c->value[OPT_COMPLETION], err);
	else
		return false;
	return true;
}

/* A screen shows it on its message line; a command has none. */
static void say_left_out(const struct cli *c)
{
	if (c->command->name[0] && c->app.start_message)
		cli_say(c->app.start_message);
}

/* What went wrong beside a command that went well; screens have told it on their message line. */
static void say_trouble(const struct cli *c)
{
	const char *trouble = store_trouble(c->app.session.store);

	if (trouble)
		cli_say(trouble);
}

/*
 * A screen may read a whole partnership and keep little of it. Left alone, the
 * C library takes the first large block that is given back as the size up to
 * which all are kept; named, the limits stay. Source: mallopt(3)
 */
static void memory_goes_back(void)
{
	mallopt(M_MMAP_THRESHOLD, 64 * 1024);
	mallopt(M_TRIM_THRESHOLD, 64 * 1024);
}

/* What goes out in a form to be taken along. */
static bool takes_out(const struct cli *c)
{
	const struct command *w = c->command;

	return w->run == cmd_export ||
	       ((cli_on(c, OPT_JSON) || cli_on(c, OPT_CSV)) &&
		(w->run == cmd_list || w->run == cmd_matrix || w->run == cmd_view ||
		 w->run == cmd_cliff || w->run == cmd_attention || w->run == cmd_retention ||
		 w->run == cmd_history));
}

/* In the computer's log, and in the audit of where they were, or else of all that they belong to. */
static void note_refused(const struct cli *c)
{
	const struct session *s = &c->app.session;
	const char *what = c->refused == SITELOG_ROLE
				   ? arena_printf(c->arena, "cairn%s%s",
						  c->command->name[0] ? " " : "", c->command->name)
				   : sitelog_words(c->refused);

	app_log(&c->app, c->refused);
	if (s->store && s->pid)
		audit_note(s->store, s->pid, &s->actor, AUDIT_REFUSED, what, NULL);
	else if (s->store && s->actor.person)
		audit_note_all(s->store, &s->actor, AUDIT_REFUSED, what, NULL);
}

/* Exports and refusals are noted. */
static void note_end(struct cli *c, enum rc rc)
{
	const struct session *s = &c->app.session;
	const char *what = arena_printf(c->arena, "cairn %s%s%s", c->command->name,
					c->nwords ? " " : "", c->nwords ? c->word[0] : "");
	struct err err = { 0 };

	if (rc == RC_NOT_ALLOWED && !c->refused)
		c->refused = SITELOG_ROLE;
	if (c->refused)
		note_refused(c);
	else if (rc == RC_OK && takes_out(c) && s->pid &&
		 audit_note(s->store, s->pid, &s->actor, AUDIT_EXPORT, what, &err) != RC_OK)
		cli_say(arena_printf(c->arena, "that this went out could not be noted: %s",
				     err.text));
}

int main(int argc, char **argv)
{
	struct err err = { 0 };
	struct cli c = { .arena = arena_new() };
	enum rc rc;

	memory_goes_back();
	umask(0077);
	signal(SIGPIPE, SIG_IGN);
	rc = cli_read(&c, argc, argv, &err);
	if (rc == RC_OK && !answers_at_once(&c, &rc, &err)) {
		rc = prepare(&c, &err);
		say_left_out(&c);
		if (rc == RC_OK)
			rc = c.command->run(&c, &err);
		note_end(&c, rc);
		say_trouble(&c);
		open_close(&c);
	}
	if (rc != RC_OK && err.text[0])
		cli_say(err.text);
	arena_free(c.arena);
	if (fflush(stdout) != 0 && rc == RC_OK)
		rc = RC_IO;
	return rc_exit(rc);
}
