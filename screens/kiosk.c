/* SPDX-License-Identifier: ISC */
#include "kiosk.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "account.h"
#include "../core/store/access.h"
#include "../core/store/keys.h"
#include "../core/store/outbox.h"
#include "../core/base/sandbox.h"
#include "../core/store/audit.h"

static enum rc refuse(struct cli *c, enum sitelog_event what, struct err *err, const char *sentence)
{
	c->refused = what;
	return err_set(err, RC_NOT_ALLOWED, "%s", sentence);
}

/* Is this process the account that the site's own files name? */
static bool is_service(const struct cli *c)
{
	const char *account = settings_text(c->app.settings, SETTING_KIOSK);
	const struct passwd *pw =
		account[0] && !getenv("CAIRN_SITE") ? account_named(account) : NULL;

	return pw && pw->pw_uid == getuid() && pw->pw_uid == geteuid();
}

/*
 * A person who has no account of their own must not choose through the
 * environment what the account reads; sshd passes none of these by itself.
 */
static bool environment_chooses(void)
{
	static const char *const names[] = {
		"CAIRN_SITE",     "CAIRN_DATA",    "CAIRN_NOW",       "XDG_CONFIG_HOME",
		"XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME",  "TERMINFO",
		"TERMINFO_DIRS",  "LOCPATH",       "NLSPATH",         "GCONV_PATH",
		"LD_PRELOAD",     "LD_AUDIT",      "LD_LIBRARY_PATH", "TZDIR",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (getenv(names[i]))
			return true;
	return false;
}

enum rc kiosk_begin(struct cli *c, struct err *err)
{
	const char *name = c->value[OPT_AS];

	if (!name)
		return RC_OK;
	app_log_open(&c->app);
	if (environment_chooses())
		return refuse(c, SITELOG_ENVIRONMENT, err,
			      "--as does not go with CAIRN_, XDG_, LD_ or TERMINFO variables; take "
			      "them out of the environment");
	if (!key_part_good(name, PERSON_MAX) || strpbrk(name, "._"))
		return refuse(c, SITELOG_UNKNOWN, err, "nobody of that name is known here");
	return RC_OK;
}

bool kiosk_elsewhere(const struct cli *c)
{
	const struct settings *s = c->app.settings;
	struct stat st;

	if (c->app.kiosk || c->app.console || !settings_text(s, SETTING_KIOSK)[0] ||
	    settings_layer(s, SETTING_DATA) != FROM_SITE)
		return false;
	return access(c->app.data_dir, R_OK | W_OK | X_OK) != 0 || stat(c->app.data_dir, &st) ||
	       (st.st_uid != geteuid() && !(st.st_mode & S_IRWXG));
}

enum rc kiosk_way_in(struct cli *c, struct err *err)
{
	const char *account = settings_text(c->app.settings, SETTING_KIOSK);

	if (!kiosk_elsewhere(c))
		return RC_OK;
	c->refused = SITELOG_STORE;
	if (!geteuid())
		return err_set(err, RC_NOT_ALLOWED,
			       "the account '%s' holds the store here; become it first: runuser -l "
			       "%s",
			       account, account);
	return err_set(err, RC_NOT_ALLOWED,
		       "here people come in by ssh, each with a key of their own: ssh -t %s@HOST; "
		       "ask the coordinator to add yours",
		       account);
}

/* What reads or replaces the store of all partnerships at once is nobody's in any of them. */
static bool is_of_all(const struct command *w)
{
	return w->run == cmd_backup || w->run == cmd_restore || w->run == cmd_recover ||
	       w->run == cmd_compact || w->run == cmd_verify;
}

enum rc kiosk_settings(struct cli *c, struct err *err)
{
	bool service = is_service(c);

	if (cli_on(c, OPT_AS) || service)
		unsetenv("CAIRN_NOW"); /* what others rely on is dated by the clock alone */
	c->app.console = service && !cli_on(c, OPT_AS);
	c->app.kiosk = service && cli_on(c, OPT_AS);
	if (c->app.console)
		app_log_open(&c->app);
	if (cli_on(c, OPT_AS) && !service)
		return refuse(c, SITELOG_ACCOUNT, err,
			      "--as is for the service account that the site's settings name; run "
			      "cairn without it");
	if (c->app.kiosk && is_of_all(c->command))
		return refuse(
			c, SITELOG_ROLE, err,
			"this is about every partnership here, so it is for whoever looks after "
			"the computer; they run it without --as");
	return RC_OK;
}

enum rc kiosk_person(struct cli *c, bool create, struct err *err)
{
	struct session *s = &c->app.session;
	struct person p;
	enum rc rc;

	s->uid = PERSON_NO_ACCOUNT;
	if (c->app.console) {
		bool opens = !c->command->name[0];
		enum need need = c->command->need;

		s->actor.person = "-";
		return (create && (opens || need == NEED_STORE_NEW)) || need == NEED_CYCLE
			       ? refuse(c, SITELOG_NAMELESS, err,
					"this account works for others; say for whom with --as NAME")
			       : RC_OK;
	}
	rc = access_check(s->store, c->value[OPT_AS], c->arena, &p, err);
	if (rc == RC_NOT_FOUND) {
		err_clear(err);
		return refuse(c, SITELOG_UNKNOWN, err, "nobody of that name is known here");
	}
	if (rc == RC_NOT_ALLOWED) {
		c->refused = SITELOG_SUSPENDED;
		s->actor.person = c->value[OPT_AS];
	}
	if (rc != RC_OK)
		return rc;
	s->actor.person = p.name;
	s->shown = p.shown;
	app_log(&c->app, SITELOG_SIGN_IN);
	return RC_OK;
}

/* A store that is one person's own: nobody else relies on it. */
static bool is_shared(const struct cli *c)
{
	struct stat st;

	return c->app.kiosk || c->app.console ||
	       (!stat(c->app.data_dir, &st) && (st.st_mode & S_IRWXG));
}

bool kiosk_shared(const struct cli *c)
{
	return is_shared(c);
}

void kiosk_shut_in(const struct cli *c, bool files)
{
	const struct sandbox_path paths[] = {
		{ c->app.data_dir, true },
		{ c->app.cache, true },
		{ settings_text(c->app.settings, SETTING_PACKS), false },
		{ "/dev", true },
		{ "/proc", false },
		{ "/etc", false },
		{ "/usr", false },
		{ "/lib", false },
	};

	if (!is_shared(c))
		return;
	sandbox_quiet();
	sandbox_calls();
	if (files && c->app.kiosk)
		sandbox_files(paths, sizeof(paths) / sizeof(paths[0]));
}

/* list, get N, help */

struct waiting {
	struct buf *to;
	size_t n;
};

static bool print_file(void *arg, const struct outbox_file *f)
{
	struct waiting *l = arg;
	char when[48];

	time_words(f->ms, when);
	buf_printf(l->to, "%u  %s  %lld bytes, %s\n", f->number, f->name, (long long)f->size, when);
	l->n++;
	return true;
}

static enum rc print_list(struct cli *c, struct err *err)
{
	struct buf b = { 0 };
	struct waiting l = { .to = &b };
	enum rc rc = outbox_list(c->app.data_dir, c->app.session.actor.person, print_file, &l, err);

	if (rc == RC_OK && !l.n)
		buf_str(&b, "no files are waiting; save one with x in the program\n");
	return cli_done(&b, rc, err);
}

static enum rc print_one(struct cli *c, const char *number, struct err *err)
{
	struct buf b = { 0 };
	enum rc rc = outbox_get(c->app.data_dir, c->app.session.actor.person,
				(unsigned)strtoul(number, NULL, 10), &b, err);

	if (rc == RC_OK)
		rc = cli_print(&b, err);
	if (rc == RC_OK) {
		app_log(&c->app, SITELOG_GIVEN);
		audit_note_all(c->app.session.store, &c->app.session.actor, AUDIT_EXPORT,
			       "a file handed out over ssh", NULL);
	}
	buf_clear(&b);
	return rc;
}

static enum rc print_help(struct err *err)
{
	struct buf b = { 0 };

	buf_str(&b, "ssh -t HOST        open cairn\n"
		    "ssh HOST list      your files that are waiting\n"
		    "ssh HOST get 3     one of them: ssh HOST get 3 > needs.csv\n"
		    "ssh HOST help      this\n");
	return cli_done(&b, RC_OK, err);
}

static bool is_number(const char *s)
{
	size_t n = strspn(s, "0123456789");

	return n && n <= 6 && !s[n];
}

const char *kiosk_command(const struct cli *c)
{
	return c->app.kiosk ? getenv("SSH_ORIGINAL_COMMAND") : NULL;
}

enum rc kiosk_asked(struct cli *c, struct err *err)
{
	const char *command = kiosk_command(c);

	if (!strcmp(command, "list"))
		return print_list(c, err);
	if (!strcmp(command, "help"))
		return print_help(err);
	if (!strncmp(command, "get ", 4) && is_number(command + 4))
		return print_one(c, command + 4, err);
	return refuse(c, SITELOG_COMMAND, err,
		      "this account takes list, get N and help, nothing else");
}
