/* SPDX-License-Identifier: ISC */
/* Commands about whole files: check, verify, backup, restore, compact, export, import, config. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../config/faults.h"
#include "../core/base/file.h"
#include "../core/out/export.h"
#include "../core/plan/since.h"
#include "../core/base/json.h"
#include "../core/base/text.h"
#include "../core/store/rebuild.h"
#include "cli.h"
#include "restored.h"

enum { IMPORT_MOST = 256 * 1024 * 1024 };

/* check: what was asked for, else the site's packs and settings */

static void print_faults(const struct cli *c, const struct pack_faults *f, struct buf *b)
{
	struct jout j;

	jout_init(&j, b);
	if (cli_on(c, OPT_JSON))
		jout_array(&j, NULL);
	for (size_t i = 0; i < f->n; i++) {
		const struct pack_fault *v = &f->v[i];

		if (!cli_on(c, OPT_JSON)) {
			buf_printf(b, "%s:%d:%d: %s\n", cli_line(v->file, c->arena), v->line,
				   v->column, cli_line(v->text, c->arena));
			continue;
		}
		jout_object(&j, NULL);
		jout_text(&j, "file", v->file);
		jout_int(&j, "line", v->line);
		jout_int(&j, "column", v->column);
		jout_text(&j, "text", v->text);
		jout_end(&j, '}');
	}
	if (cli_on(c, OPT_JSON))
		jout_end(&j, ']');
}

static enum rc check_all(struct cli *c, struct pack_faults *faults, struct err *err)
{
	size_t ndirs;
	const char *const *dirs = app_pack_dirs(&c->app, &ndirs);

	faults_move(faults, &c->settings_faults);
	return packs_check(dirs, ndirs, faults, err);
}

enum rc cmd_check(struct cli *c, struct err *err)
{
	struct pack_faults faults = { .arena = c->arena };
	struct buf b = { 0 };
	enum rc rc = RC_OK;

	if (!c->nwords)
		rc = check_all(c, &faults, err);
	for (size_t i = 0; i < c->nwords && rc == RC_OK; i++) {
		rc = pack_check_file(c->word[i], &faults, err);
		if (rc == RC_INVALID) { /* the faults say it */
			err_clear(err);
			rc = RC_OK;
		}
	}
	if (rc != RC_OK)
		return rc;
	print_faults(c, &faults, &b);
	rc = cli_done(&b, RC_OK, err);
	if (rc == RC_OK && faults.n)
		rc = RC_INVALID;
	return rc;
}

/* verify */

static bool print_fault(void *arg, const char *key, const char *fault)
{
	struct buf line = { 0 }, safe = { 0 };

	(void)arg;
	buf_printf(&line, "%s: %s", key, fault);
	text_safe(&safe, buf_text(&line), line.len, TEXT_LINE);
	fprintf(stderr, "%s\n", buf_text(&safe));
	buf_clear(&line);
	buf_clear(&safe);
	return true;
}

enum rc cmd_verify(struct cli *c, struct err *err)
{
	struct verify_report r = { 0 };
	struct buf b = { 0 };
	struct jout j;
	enum rc rc = store_verify(c->app.session.store, print_fault, NULL, &r, err);
	struct err gap = { 0 };
	uint64_t noted;

	if (cli_on(c, OPT_JSON)) {
		jout_init(&j, &b);
		jout_object(&j, NULL);
		jout_int(&j, "answers", (long long)r.facts);
		jout_int(&j, "changes", (long long)r.entries);
		jout_int(&j, "faults", (long long)r.faults);
		jout_end(&j, '}');
	} else {
		buf_printf(&b, "%llu answers and %llu changes checked, %llu faults\n",
			   (unsigned long long)r.facts, (unsigned long long)r.entries,
			   (unsigned long long)r.faults);
	}
	if (rc != RC_OK && !r.faults) {
		buf_clear(&b);
		return rc;
	}
	rc = cli_done(&b, RC_OK, err);
	if (!r.faults && store_journal_check(c->app.session.store, &noted, &gap) == RC_GAP)
		cli_say(arena_printf(c->arena,
				     "the store is whole, but %s; only a new backup has all of it: "
				     "cairn backup FILE",
				     gap.text));
	if (rc == RC_OK && r.faults)
		rc = err_set(err, RC_DAMAGED,
			     "the store in '%s' is damaged; restore the newest backup with: cairn "
			     "restore FILE",
			     c->app.data_dir);
	return rc;
}

/* backup, restore, compact */

static enum rc the_file(const struct cli *c, const char **file, struct err *err)
{
	if (c->nwords != 1)
		return err_set(err, RC_USAGE, "name one file: cairn %s FILE", c->command->name);
	*file = c->word[0];
	return RC_OK;
}

/* A backup beside the store, and not the store itself by whatever name. */
static enum rc check_other(const struct cli *c, const char *file, struct err *err)
{
	struct stat own, other;

	if (stat(arena_printf(c->arena, "%s/data.mdb", c->app.data_dir), &own) != 0 ||
	    stat(file, &other) != 0 || own.st_dev != other.st_dev || own.st_ino != other.st_ino)
		return RC_OK;
	return err_set(err, RC_USAGE, "'%s' is the store itself; name a backup of it", file);
}

static enum rc tell(struct cli *c, const char *what, const char *file, struct err *err)
{
	struct buf b = { 0 };
	struct jout j;

	if (cli_on(c, OPT_JSON)) {
		jout_init(&j, &b);
		jout_object(&j, NULL);
		jout_text(&j, "file", file);
		jout_end(&j, '}');
	} else {
		buf_printf(&b, "%s: %s\n", what, cli_line(file, c->arena));
	}
	return cli_tell(&b, err);
}

enum rc cmd_backup(struct cli *c, struct err *err)
{
	const char *file = NULL;
	struct err beside = { 0 };
	enum rc rc = the_file(c, &file, err);

	if (rc == RC_OK)
		rc = store_backup(c->app.session.store, file, err);
	if (rc == RC_OK)
		store_journal_turn(c->app.session.store,
				   (int)settings_int(c->app.settings, SETTING_JOURNALS), &beside);
	if (rc == RC_OK && beside.rc)
		cli_say(arena_printf(c->arena,
				     "the backup is made and checked, but %s; it goes on in the "
				     "old file, and cairn doctor says what to type",
				     beside.text));
	return rc == RC_OK ? tell(c, "backed up and checked", file, err) : rc;
}

static void say_line(void *arg, const char *line)
{
	struct buf safe = { 0 };

	(void)arg;
	text_safe(&safe, line, strlen(line), TEXT_LINE);
	puts(buf_text(&safe));
	fflush(stdout); /* what follows is written past it */
	buf_clear(&safe);
}

static struct rebuild rebuild_asked(struct cli *c)
{
	return (struct rebuild){
		.dir = c->app.data_dir,
		.profile = cli_on(c, OPT_TEAM) ? PROFILE_TEAM : PROFILE_PERSONAL,
		.journal = cli_on(c, OPT_JOURNAL)
				   ? c->value[OPT_JOURNAL]
				   : arena_printf(c->arena, "%s/journal", c->app.data_dir),
		.person = "recovery",
		.say = cli_on(c, OPT_JSON) ? NULL : say_line,
	};
}

/* What was put in the place of the store, and what came back with it. */
static enum rc tell_restored(struct cli *c, const struct restored_known *before, const char *what,
			     const char *file, struct err *err)
{
	struct buf b = { 0 };
	struct jout j;

	if (!cli_on(c, OPT_JSON)) {
		restored_tell(c, before, NULL);
		return tell(c, what, file, err);
	}
	jout_init(&j, &b);
	jout_object(&j, NULL);
	jout_text(&j, "file", file);
	restored_tell(c, before, &j);
	jout_end(&j, '}');
	return cli_tell(&b, err);
}

static enum rc restore_until(struct cli *c, const char *file, struct err *err)
{
	struct restored_known before = restored_before(c);
	struct rebuild r = rebuild_asked(c);
	char when[48];
	enum rc rc = moment_parse(c->value[OPT_UNTIL], c->app.session.today, &r.until_ms, err);

	r.backup = file;
	if (rc == RC_OK)
		rc = store_rebuild_here(&r, err);
	if (rc != RC_OK)
		return rc;
	time_words(r.newest_ms, when);
	return tell_restored(
		c, &before,
		arena_printf(c->arena,
			     "restored with %llu changes of the journal, the newest of %s, from",
			     (unsigned long long)r.changes, when),
		file, err);
}

enum rc cmd_restore(struct cli *c, struct err *err)
{
	const char *file = NULL;
	struct restored_known before = { .read = false };
	enum rc rc = the_file(c, &file, err);

	if (rc == RC_OK && access(file, F_OK) != 0)
		rc = err_set(err, RC_NOT_FOUND, "there is no file '%s'", file);
	rc = rc ? rc : check_other(c, file, err);
	if (rc == RC_OK && cli_on(c, OPT_JOURNAL) && !cli_on(c, OPT_UNTIL))
		rc = err_set(err, RC_USAGE,
			     "--journal goes with --until: how far is the journal wanted?");
	if (rc == RC_OK)
		rc = store_file_newer(file, err);
	if (rc == RC_OK && cli_on(c, OPT_UNTIL))
		return restore_until(c, file, err);
	if (rc == RC_OK)
		before = restored_before(c);
	if (rc == RC_OK)
		rc = lmdb_restore(c->app.data_dir, file,
				  cli_on(c, OPT_TEAM) ? PROFILE_TEAM : PROFILE_PERSONAL, err);
	return rc == RC_OK ? tell_restored(c, &before, "restored from", file, err) : rc;
}

enum rc cmd_recover(struct cli *c, struct err *err)
{
	struct rebuild r = rebuild_asked(c);
	enum rc rc = RC_OK;

	r.damaged = arena_printf(c->arena, "%s/data.mdb", c->app.data_dir);
	r.backup = c->nwords ? c->word[0] : NULL;
	if (access(r.damaged, F_OK) != 0)
		rc = errno == EACCES
			     ? err_set(err, RC_NOT_ALLOWED,
				       "you may not look into '%s'; ask who looks after the computer",
				       c->app.data_dir)
			     : err_set(err, RC_NOT_FOUND,
				       "there is no data file in '%s'; put a backup in its place "
				       "with: cairn restore FILE --until now",
				       c->app.data_dir);
	else if (r.backup && access(r.backup, F_OK) != 0)
		rc = err_set(err, RC_NOT_FOUND, "there is no file '%s'", r.backup);
	if (rc == RC_OK && r.backup)
		rc = check_other(c, r.backup, err);
	if (rc == RC_OK)
		rc = store_rebuild_here(&r, err);
	if (rc != RC_OK)
		return rc;
	if (r.whole)
		return tell(c,
			    "nothing is wrong with it, so it stays as it is; cairn restore FILE "
			    "puts a backup in its place",
			    c->app.data_dir, err);
	return tell(c,
		    arena_printf(c->arena,
				 "made anew with %llu changes of the journal, %zu answers without "
				 "their history, %zu missing; the damaged file is kept as "
				 "data.before-* in",
				 (unsigned long long)r.changes, r.put_back, r.lost),
		    c->app.data_dir, err);
}

enum rc cmd_compact(struct cli *c, struct err *err)
{
	enum rc rc = store_compact(c->app.data_dir, err);

	return rc == RC_OK ? tell(c, "compacted", c->app.data_dir, err) : rc;
}

/* export, import */

/* A draft of a report says what it lacks and goes out; a final one does not. */
static enum rc check_final(struct cli *c, const struct report *report, struct err *err)
{
	struct faults lacks = { .arena = c->arena };
	enum rc rc = export_lacks(&c->app.session, report, &lacks, err);

	for (size_t i = 0; rc == RC_OK && i < lacks.n; i++)
		cli_say(arena_printf(c->arena, "before it is final: %s", lacks.v[i].text));
	if (rc == RC_OK && lacks.n && cli_on(c, OPT_FINAL))
		rc = RC_INVALID; /* said already */
	return rc;
}

static enum rc export_what(struct cli *c, struct buf *b, struct left_out *left, struct err *err)
{
	const struct session *s = &c->app.session;
	struct export_opts o = {
		.with_restricted = cli_on(c, OPT_RESTRICTED),
		.life = cli_on(c, OPT_ALL) ? LIFE_ALL : LIFE_LIVE,
		.cycle = c->nwords || cli_on(c, OPT_MD) || cli_on(c, OPT_TXT) ? NULL : "*",
	};
	const char *name = cli_on(c, OPT_REPORT) ? c->value[OPT_REPORT] : "cycle";
	const struct report *report = schema_report(s->schema, name);
	const struct reg *reg = c->nwords ? schema_reg(s->schema, c->word[0]) : NULL;
	enum rc rc;

	if (c->nwords && (!reg || reg->kind != REG_REGISTER))
		return err_set(err, RC_NOT_FOUND,
			       "there is no register '%s'; cairn registers lists them", c->word[0]);
	if (reg && (cli_on(c, OPT_MD) || cli_on(c, OPT_TXT)))
		return err_set(
			err, RC_USAGE,
			"a register goes out with --csv or --json; a report with --md or --txt");
	if (reg)
		return cli_on(c, OPT_JSON) ? export_list_json(s, reg, &o, b, left, err)
					   : export_csv(s, reg, &o, b, left, err);
	if (cli_on(c, OPT_CSV))
		return err_set(err, RC_USAGE, "a table needs a register: cairn export needs --csv");
	if (!cli_on(c, OPT_MD) && !cli_on(c, OPT_TXT))
		return export_json(s, &o, b, left, err);
	if (!report)
		return err_set(err, RC_NOT_FOUND, "there is no report '%s' in these templates",
			       name);
	if (cli_on(c, OPT_SINCE)) {
		rc = since_day(s, c->value[OPT_SINCE], c->arena, &o.since, err);
		if (rc != RC_OK)
			return rc;
	}
	rc = check_final(c, report, err);
	if (rc != RC_OK)
		return rc;
	return export_report(s, report, cli_on(c, OPT_MD) ? REPORT_MARKDOWN : REPORT_TEXT, &o, b,
			     left, err);
}

enum rc cmd_export(struct cli *c, struct err *err)
{
	struct left_out left = { 0 };
	struct buf b = { 0 };
	enum rc rc = export_what(c, &b, &left, err);

	if (rc == RC_OK && (left.restricted || left.private_rows))
		fprintf(stderr, "cairn: left out: %zu restricted, %zu private to others\n",
			left.restricted, left.private_rows);
	if (rc == RC_OK && left.apart)
		fprintf(stderr, "cairn: left out: %zu scores of others; --together has them\n",
			left.apart);
	if (rc == RC_OK && left.suppressed)
		fprintf(stderr, "cairn: small numbers that are hidden: %zu\n", left.suppressed);
	if (rc == RC_OK)
		cli_personal(&b);
	return cli_done(&b, rc, err);
}

struct roles_in {
	size_t n;
	struct names lead; /* coordinators */
	size_t cap;
	struct arena *arena;
};

static bool count_role(void *arg, const struct fact *f)
{
	struct roles_in *r = arg;
	const char *name = f->name + strlen("-/pe/");

	r->n += f->len > 0;
	if (member_read(f->text) != MEMBER_COORDINATOR)
		return true;
	r->lead.v = arena_grown(r->arena, r->lead.v, r->lead.n, &r->cap, sizeof(char *));
	r->lead.v[r->lead.n++] = arena_strn(r->arena, name, strcspn(name, "/"));
	return true;
}

/* Who may do what in it comes with the file, too. */
static enum rc tell_import(struct cli *c, const struct import_report *r, const char *file,
			   struct err *err)
{
	const char *role = "role";
	struct roles_in in = { .arena = c->arena };
	struct buf b = { 0 };
	struct jout j;
	enum rc rc = store_read(c->app.session.store, (struct place){ .pid = r->pid }, "-/pe/",
				&(struct names){ &role, 1 }, count_role, &in, err);

	if (rc != RC_OK)
		return rc;
	if (!cli_on(c, OPT_JSON)) {
		buf_printf(&b, "partnership %s, %zu entries, %zu answers taken in from: %s\n",
			   r->pid, r->records, r->facts, cli_line(file, c->arena));
		buf_printf(&b, "roles taken in: %zu; coordinators are:", in.n);
		for (size_t i = 0; i < in.lead.n; i++)
			buf_printf(&b, "%s %s", i ? "," : "", in.lead.v[i]);
		buf_char(&b, '\n');
		return cli_tell(&b, err);
	}
	jout_init(&j, &b);
	jout_object(&j, NULL);
	jout_text(&j, "file", file);
	jout_text(&j, "partnership", r->pid);
	jout_int(&j, "entries", (long long)r->records);
	jout_int(&j, "answers", (long long)r->facts);
	jout_int(&j, "roles", (long long)in.n);
	jout_array(&j, "coordinators");
	for (size_t i = 0; i < in.lead.n; i++)
		jout_text(&j, NULL, in.lead.v[i]);
	jout_end(&j, ']');
	jout_end(&j, '}');
	return cli_tell(&b, err);
}

enum rc cmd_import(struct cli *c, struct err *err)
{
	struct import_report r = { 0 };
	struct buf file = { 0 };
	const char *name = NULL;
	enum rc rc = the_file(c, &name, err);

	if (rc == RC_OK)
		rc = file_read_all(name, IMPORT_MOST, &file, err);
	if (rc == RC_OK)
		rc = import_json(&c->app.session, buf_text(&file), file.len, &r, err);
	buf_clear(&file);
	if (rc != RC_OK)
		return rc;
	if (r.kept_out)
		fprintf(stderr,
			"cairn: left out: %zu texts that were removed for data protection\n",
			r.kept_out);
	else if (!r.knows)
		fprintf(stderr, "cairn: nothing here knows what was removed for data protection "
				"since this file was written; a newer export does\n");
	if (r.personal)
		cli_say(arena_printf(c->arena,
				     "worth a look: lines that look as if they hold what could "
				     "identify somebody: %zu; the first is in %s, with %s",
				     r.personal, r.personal_at, r.personal_what));
	return tell_import(c, &r, name, err);
}

/* config */

static const char *const layer_words[] = {
	[FROM_BUILT_IN] = "built in",    [FROM_SITE] = "site",
	[FROM_PERSON] = "person",        [FROM_ENVIRONMENT] = "environment",
	[FROM_COMMAND] = "command line",
};

enum rc cmd_config(struct cli *c, struct err *err)
{
	const struct settings *s = c->app.settings;
	struct buf b = { 0 };
	struct jout j;

	jout_init(&j, &b);
	if (cli_on(c, OPT_JSON))
		jout_array(&j, NULL);
	for (int i = 0; i < SETTING_COUNT; i++) {
		enum setting k = (enum setting)i;

		if (!cli_on(c, OPT_JSON)) {
			buf_printf(&b, "%s.%s = %s    (%s) %s\n", setting_section(k),
				   setting_key(k), settings_text(s, k), settings_where(s, k),
				   setting_help(k));
			continue;
		}
		jout_object(&j, NULL);
		jout_text(&j, "section", setting_section(k));
		jout_text(&j, "key", setting_key(k));
		jout_text(&j, "value", settings_text(s, k));
		jout_text(&j, "layer", layer_words[settings_layer(s, k)]);
		jout_text(&j, "from", settings_where(s, k));
		jout_end(&j, '}');
	}
	if (cli_on(c, OPT_JSON))
		jout_end(&j, ']');
	return cli_done(&b, RC_OK, err);
}
