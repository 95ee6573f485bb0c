/* SPDX-License-Identifier: ISC */
/* What a run stands on: settings, store, person, partnership, cycle. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../config/cache.h"
#include "../core/records/bulk.h"
#include "account.h"
#include "kiosk.h"
#include "words.h"

static const char *env(const char *name)
{
	const char *value = getenv(name);

	return value && value[0] ? value : NULL;
}

/* $XDG_x_HOME/cairn, else $HOME/rest/cairn. Source: XDG Base Directory Specification 0.8 */
static const char *xdg_dir(struct arena *a, const char *name, const char *rest)
{
	const char *base = env(name), *home = env("HOME");

	if (base && base[0] == '/')
		return arena_printf(a, "%s/cairn", base);
	return arena_printf(a, "%s/%s/cairn", home ? home : "", rest);
}

/*
 * The site alone says where the store is; a person who comes by way of the
 * service account has a file of their own beside it, for the other settings.
 */
static enum rc open_for_person(struct cli *c, struct settings_from *from, struct err *err)
{
	struct pack_faults none = { .arena = c->arena };
	const char *data;
	enum rc rc;

	from->site_dir = "/etc/cairn";
	from->person_file = "";
	rc = settings_open(&c->app.settings, from, &none, err);
	if (rc == RC_OK)
		rc = kiosk_settings(c, err);
	if (rc != RC_OK)
		return rc;
	data = settings_text(c->app.settings, SETTING_DATA);
	if (!data[0])
		data = xdg_dir(c->arena, "XDG_DATA_HOME", ".local/share");
	c->app.data_dir = arena_str(c->arena, data);
	settings_close(c->app.settings);
	from->person_file =
		arena_printf(c->arena, "%s/people/%s.ini", c->app.data_dir, c->value[OPT_AS]);
	return settings_open(&c->app.settings, from, &c->settings_faults, err);
}

/* A script whose variable was never set means some store, and not the person's own. */
static enum rc check_data(const struct cli *c, struct err *err)
{
	const char *data = getenv("CAIRN_DATA");

	if (!data || data[0] || cli_on(c, OPT_DATA) || c->app.kiosk)
		return RC_OK;
	return err_set(err, RC_USAGE,
		       "CAIRN_DATA is set without anything in it; name the folder of the store in "
		       "it, or unset it");
}

enum rc open_settings(struct cli *c, struct err *err)
{
	struct settings_from from = {
		.site_dir = env("CAIRN_SITE") ? env("CAIRN_SITE") : "/etc/cairn",
	};
	struct pack_faults *faults = &c->settings_faults;
	const char *data;
	enum rc rc;

	faults->arena = c->arena;
	rc = kiosk_begin(c, err);
	if (rc == RC_OK && cli_on(c, OPT_AS))
		rc = open_for_person(c, &from, err);
	else if (rc == RC_OK) {
		rc = settings_open(&c->app.settings, &from, faults, err);
		rc = rc == RC_OK ? kiosk_settings(c, err) : rc;
	}
	rc = rc ? rc : check_data(c, err);
	if (rc != RC_OK)
		return rc;
	if (faults->n)
		c->app.start_message =
			arena_printf(c->arena, W_SETTINGS_LEFT_OUT, faults->v[0].file,
				     faults->v[0].line, faults->v[0].text);
	if (cli_on(c, OPT_DATA))
		rc = settings_set(c->app.settings, FROM_COMMAND, SETTING_DATA, c->value[OPT_DATA],
				  err);
	data = c->app.kiosk && !cli_on(c, OPT_DATA) ? c->app.data_dir
						    : settings_text(c->app.settings, SETTING_DATA);
	c->app.data_dir = data[0] ? data : xdg_dir(c->arena, "XDG_DATA_HOME", ".local/share");
	if (env("HOME") || env("XDG_CACHE_HOME"))
		c->app.cache = xdg_dir(c->arena, "XDG_CACHE_HOME", ".cache");
	c->app.arena = c->arena;
	c->app.session.today = clock_today();
	return rc;
}

/* The account's name in the form of a short name, for a person who has not given one. */
static const char *account_name(struct arena *a)
{
	const struct passwd *pw = account_own();
	const char *name;
	char slug[41];

	name = pw && pw->pw_name ? pw->pw_name : "user";

	text_slug(slug, name);
	slug[PERSON_MAX] = '\0';
	return arena_str(a, slug[0] ? slug : "user");
}

static const char *where_from(struct arena *a)
{
	const char *ssh = env("SSH_CONNECTION");
	size_t len = ssh ? strcspn(ssh, " ") : 0;

	for (size_t i = 0; i < len; i++)
		if (!strchr("0123456789abcdefABCDEF.:", ssh[i]))
			return "local";
	return len && len < 46 ? arena_printf(a, "ssh:%.*s", (int)len, ssh) : "local";
}

static void say_waiting(void *arg, const char *who)
{
	const struct app *app = arg;
	char text[160];

	snprintf(text, sizeof(text), W_WAITING_FOR, who);
	if (app->ui)
		ui_say_now(app->ui, text);
	else
		cli_say(text);
}

static enum rc know_person(struct cli *c, bool create, struct err *err)
{
	struct session *s = &c->app.session;
	struct person p;
	enum rc rc;

	s->actor.from = where_from(c->arena);
	if (c->app.kiosk || c->app.console)
		return kiosk_person(c, create, err);
	s->uid = (long)getuid();
	rc = store_person_of(s->store, s->uid, c->arena, &p, err);
	/* who is not known yet is nobody: the account's name may be another person's short name */
	s->actor.person = arena_printf(c->arena, "u_%ld", (long)getuid() % 10000000);
	s->shown = NULL;
	if (rc == RC_NOT_FOUND) {
		err_clear(err);
		if (!create)
			return RC_OK;
		rc = store_person_put(s->store, (long)getuid(), NULL, account_name(c->arena),
				      c->arena, &p, err);
	}
	if (rc != RC_OK)
		return rc;
	s->actor.person = p.name;
	s->shown = p.shown;
	return RC_OK;
}

static enum rc make_parents(struct cli *c, struct err *err)
{
	char *path = arena_str(c->arena, c->app.data_dir);

	for (char *p = path + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (mkdir(path, 0700) != 0 && access(path, F_OK) != 0)
			return err_set(err, RC_IO,
				       "cannot make the folder '%s'; name another with --data",
				       path);
		*p = '/';
	}
	return RC_OK;
}

/* Once it is shut in, a session reaches only those folders that are there. */
static void make_cache(const struct cli *c)
{
	struct cache cache;

	cache_open(&cache, c->app.cache);
	cache_close(&cache);
}

enum rc open_store(struct cli *c, bool create, struct err *err)
{
	struct store_opts o = {
		.engine = &engine_lmdb,
		.at = {
			.dir = c->app.data_dir,
			.create = create,
			.profile = cli_on(c, OPT_TEAM) ? PROFILE_TEAM : PROFILE_PERSONAL,
			.waiting = say_waiting,
			.arg = &c->app,
			.person = account_name(c->arena),
			/* who waits for a turn may be of another partnership */
			.works_for = c->app.kiosk ? c->value[OPT_AS] : NULL,
		},
	};
	enum rc rc = RC_OK;

	if (kiosk_shared(c))
		app_log_open(&c->app);
	rc = kiosk_way_in(c, err);
	if (rc != RC_OK)
		return rc;
	if (create)
		rc = make_parents(c, err);
	else if (access(c->app.data_dir, F_OK) != 0 && errno != EACCES) /* else it may be there */
		return err_set(err, RC_NOT_FOUND,
			       "there is no store in '%s'; make one with: cairn init --name NAME",
			       c->app.data_dir);
	if (rc == RC_OK)
		rc = store_open(&c->app.session.store, &o, err);
	if (rc != RC_OK)
		c->refused = SITELOG_STORE;
	if (rc == RC_OK) /* what cannot be taken back now is looked for at the next start */
		bulk_recover(c->app.session.store, NULL, NULL);
	if (rc == RC_OK)
		rc = know_person(c, create, err);
	if (rc == RC_OK && c->app.kiosk)
		make_cache(c);
	if (rc == RC_OK)
		kiosk_shut_in(c, !c->command->name[0]);
	return rc;
}

static const char *names_of(struct cli *c, const struct membership *v, size_t n)
{
	const char *all = "";

	for (size_t i = 0; i < n; i++)
		all = arena_printf(c->arena, "%s%s%s (%s)", all, i ? ", " : "", v[i].pid,
				   v[i].name);
	return all;
}

/* Those the person belongs to; the named one alone when one is named. */
enum rc open_cycle(struct cli *c, struct err *err)
{
	const char *named = cli_on(c, OPT_PARTNERSHIP) ? c->value[OPT_PARTNERSHIP] : NULL;
	struct membership *v;
	size_t n, at = 0;
	enum rc rc = partnership_mine(&c->app.session, c->arena, &v, &n, err);

	c->app.session.together = cli_on(c, OPT_TOGETHER);
	while (named && at < n && strcmp(v[at].pid, named) != 0)
		at++;
	if (rc != RC_OK)
		return rc;
	if (!n || (named && at == n))
		c->refused = SITELOG_PARTNERSHIP;
	if (named && at == n)
		return err_set(err, RC_NOT_FOUND, "you belong to no partnership called '%s' here",
			       named);
	if (!n)
		return err_set(
			err, RC_NOT_FOUND,
			"you belong to no partnership here yet; open cairn to join or start one");
	if (n > 1 && !named)
		return err_set(err, RC_USAGE,
			       "name one of your partnerships with --partnership: %s",
			       names_of(c, v, n));
	return app_enter(&c->app, v[at].pid, c->value[OPT_CYCLE], err);
}

/* What was removed for good is gone from the file as soon as nobody is in it. */
void open_leave(struct cli *c)
{
	bool erased = c->app.session.store && store_erased(c->app.session.store);

	store_close(c->app.session.store);
	c->app.session.store = NULL;
	if (erased)
		store_compact(c->app.data_dir,
			      NULL); /* somebody is in, or may not: the next one does it */
}

void open_close(struct cli *c)
{
	open_leave(c);
	app_forget(&c->app);
	kept_drop(&c->app.kept_attention);
	packs_close(c->app.packs);
	settings_close(c->app.settings);
}
