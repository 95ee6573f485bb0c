/* SPDX-License-Identifier: ISC */
/*
 * Each call that changes files made to fail, one after the other, in each kind
 * of work: a sentence, the store as it was, and the same again goes through.
 * CAIRN_SOAK in the environment: each of them with each error; else every
 * third, beginning with another one for each kind of work.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib_dir.h"
#include "lib_fault.h"
#include "lib_kiosk.h"
#include "lib_root.h"
#include "lib_run.h"
#include "lib_state.h"
#include "lib_store.h"
#include "lib_vt.h"
#include "same.h"

enum { CALLS_MOST = 4000, EACH = 3 };

static char *scratch, *data, *file;
static struct run in;
static struct fault fault;
static struct folder kept;
static struct vt *vt;

static void begin(void)
{
	setenv("TZ", "UTC", 1);
	scratch = dir_make_quick();
	data = dir_path(scratch, "store");
	file = dir_path(scratch, "file");
	in = (struct run){ .data = data };
}

static void end(void)
{
	vt_end(vt);
	fault_end(&fault);
	folder_forget(&kept);
	dir_drop(scratch);
	free(data);
	free(file);
}

TestSuite(calls, .init = begin, .fini = end, .timeout = 1800);

static const int errors[] = { ENOSPC, EIO, EDQUOT, EROFS, ENOMEM, EINTR };
enum { ERRORS = sizeof(errors) / sizeof(errors[0]) };

static bool fresh; /* there is no store before the run */

/* The folder as it was, for each run. */
static void put_back(void)
{
	unlink(file);
	free(root_log()); /* a log that nobody reads would be full one day, and waited for */
	folder_clear(data, fresh);
	if (!fresh && !folder_put_back(&kept)) {
		free(run_ok(&in, "verify"));
		folder_keep(&kept, data);
	}
}

/* ---- one kind of work */

struct work_kind {
	const char *words[8]; /* "FILE" is a file of the test's own */
	void (*ready)(void);  /* before each run, with nothing failing */
	const char *adds;  /* what the store holds afterwards and not before; NULL: nothing new */
	const char *takes; /* the other way round */
	bool file;         /* afterwards there is a file, and before there is none */
	bool fresh;
	const char *typed;   /* in a conversation, which goes on after what is refused */
	bool draft;          /* what it adds is one */
	bool (*there)(void); /* what is beside the store afterwards, and is not before */
	bool (*gone)(void);  /* what went through has deleted what was there */
};

/* Its words as one, for what is said of it. */
static const char *called(const struct work_kind *k)
{
	static char all[200];
	size_t n = 0;

	for (size_t i = 0; i < 8 && k->words[i]; i++)
		n += (size_t)snprintf(all + n, sizeof(all) - n, "%s%.20s", i ? " " : "",
				      k->words[i]);
	return all;
}

static struct ran run_kind(const struct work_kind *k)
{
	const char *words[9] = { 0 };

	for (size_t i = 0; i < 8 && k->words[i]; i++)
		words[i] = strcmp(k->words[i], "FILE") ? k->words[i] : file;
	return run_words(&in, words);
}

static bool is_done(const struct work_kind *k, const struct buf *now)
{
	return (!k->adds || strstr(buf_text(now), k->adds)) &&
	       (!k->takes || !strstr(buf_text(now), k->takes)) &&
	       (!k->file || access(file, F_OK) == 0) && (!k->there || k->there());
}

/* How a refusal begins in a conversation. */
static bool is_refused(const char *out)
{
	static const char *const words[] = { "othing was saved", "may be read but not changed",
					     "annot ",           "is full",
					     "does not answer",  "not enough memory",
					     "ot saved" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(out, words[i]))
			return true;
	return false;
}

/* A sentence for people: begins with who speaks, ends the line, and has no bare code in it. */
static bool is_said(const char *err)
{
	size_t len = strlen(err);

	return !strncmp(err, "cairn: ", 7) && len > 20 && err[len - 1] == '\n';
}

static void look(const struct work_kind *k, struct buf *out)
{
	state_text(data, fresh, out);
	if (k->typed && !k->draft)
		state_drop_own(out);
}

static void judge(const struct work_kind *k, const struct ran *ran, const char *before,
		  const char *how)
{
	struct buf now = { 0 };
	bool left;

	look(k, &now);
	state_whole(data, how);
	if (k->typed && ran->status == 0 && !is_done(k, &now)) {
		cr_expect(is_refused(ran->out), "%s: it is not done, and it said '%s'", how,
			  ran->out);
		cr_expect(strcmp(buf_text(&now), before) == 0, "%s: the store holds %.80s", how,
			  state_differs(buf_text(&now), before));
	} else if (ran->status == 0) {
		cr_expect(is_done(k, &now) && (!k->gone || k->gone()),
			  "%s: it says it is done and is not", how);
	} else if (strstr(ran->err, "it is done, but")) {
		cr_expect(is_done(k, &now), "%s: said '%s'", how, ran->err);
	} else {
		cr_expect(ran->status <= 7, "%s: ended with %d: %s", how, ran->status, ran->err);
		cr_expect(is_said(ran->err), "%s: ended with %d and said '%s'", how, ran->status,
			  ran->err);
		cr_expect(strcmp(buf_text(&now), before) == 0,
			  "%s: said '%s', and the store holds %.80s", how, ran->err,
			  state_differs(buf_text(&now), before));
		left = (k->file && access(file, F_OK) == 0) || (k->there && k->there());
		cr_expect(eq(int, left, 0), "%s: said '%s', and left a file", how, ran->err);
	}
	buf_clear(&now);
}

/* The same once more, with nothing in the way. */
static void goes_on(const struct work_kind *k, const char *how)
{
	struct buf now = { 0 };
	struct ran ran = run_kind(k);

	look(k, &now);
	state_whole(data, how);
	cr_expect(ran.status == 0 && is_done(k, &now), "%s: afterwards it ended with %d: %s", how,
		  ran.status, ran.err);
	ran_clear(&ran);
	buf_clear(&now);
}

/* False: with so many calls before it, nothing was left to fail. */
static bool fail_one(const struct work_kind *k, unsigned n, int error)
{
	struct buf before = { 0 };
	char how[400];
	struct ran ran;
	bool hit;

	fault_arm(&fault, 0, 0, false);
	put_back();
	if (k->ready)
		k->ready();
	look(k, &before);
	fault_arm(&fault, n, error, false);
	ran = run_kind(k);
	hit = fault_hit(&fault);
	snprintf(how, sizeof(how), "%s: call %u, %s: %s", called(k), n, fault.page->what,
		 strerror(error));
	fault_arm(&fault, 0, 0, false);
	if (getenv("CAIRN_TOLD"))
		fprintf(stderr, "%s -> %d %s", how, ran.status, ran.err[0] ? ran.err : "\n");
	judge(k, &ran, buf_text(&before), how);
	if (hit && (ran.status || k->typed) && !strstr(ran.err, "it is done, but"))
		goes_on(k, how);
	ran_clear(&ran);
	buf_clear(&before);
	return hit;
}

static void fail_each(const struct work_kind *k)
{
	bool all = getenv("CAIRN_SOAK") != NULL;
	unsigned n = 1 + (all ? 0 : (unsigned)strlen(called(k)) % EACH), failed = 0;

	fresh = k->fresh;
	if (k->typed) {
		char *typed = dir_path(scratch, "typed");

		file_put(typed, k->typed, strlen(k->typed));
		in.input = typed;
	}
	if (!fresh)
		folder_keep(&kept, data);
	fault_calls(&fault, scratch);
	for (bool hit = true; hit && n < CALLS_MOST; n += all ? 1 : EACH) {
		hit = false;
		for (unsigned i = 0; i < (all ? ERRORS : 1u); i++)
			hit |= fail_one(k, n, errors[(n / EACH + i) % ERRORS]);
		failed += hit;
	}
	cr_expect(gt(uint, failed, all ? 10u : 3u), "%u", failed);
	cr_log_info("%s: %u calls", called(k), failed);
}

/* ---- the kinds */

static void make_small(void)
{
	free(run_ok(&in, "init", "--name", "Clyde North", "--years", "2026-2029"));
	free(run_ok(&in, "add", "learning", "title=One", "happened=a", "learned=b"));
}

Test(calls, an_entry_is_added)
{
	make_small();
	fail_each(&(struct work_kind){
		.words = { "add", "learning", "title=Two", "happened=Zebra", "learned=b" },
		.adds = "Zebra" });
}

Test(calls, an_answer_is_changed)
{
	make_small();
	fail_each(&(struct work_kind){ .words = { "set", "LE-01", "learned=Zebra" },
				       .adds = "Zebra" });
}

Test(calls, a_change_is_taken_back)
{
	make_small();
	free(run_ok(&in, "set", "LE-01", "learned=Zebra"));
	fail_each(&(struct work_kind){ .words = { "undo" }, .takes = "Zebra" });
}

Test(calls, an_entry_is_archived)
{
	make_small();
	fail_each(&(struct work_kind){ .words = { "archive", "LE-01" }, .adds = "life=archived" });
}

Test(calls, a_backup_is_made)
{
	make_small();
	fail_each(&(struct work_kind){ .words = { "backup", "FILE" }, .file = true });
}

Test(calls, a_store_is_compacted)
{
	make_small();
	fail_each(&(struct work_kind){ .words = { "compact" } });
}

static char *old_backup;

Test(calls, a_backup_is_put_back)
{
	make_small();
	old_backup = dir_path(scratch, "old");
	free(run_ok(&in, "backup", old_backup));
	free(run_ok(&in, "set", "LE-01", "learned=Zebra"));
	fail_each(&(struct work_kind){ .words = { "restore", old_backup }, .takes = "Zebra" });
	free(old_backup);
}

Test(calls, a_store_of_an_older_format_is_brought_up_to_date)
{
	make_small();
	store_as_format(data, "0");
	fail_each(&(struct work_kind){ .words = { "status" } });
}

Test(calls, everything_is_printed)
{
	make_small();
	fail_each(&(struct work_kind){ .words = { "export", "--json" } });
}

Test(calls, a_partnership_is_made)
{
	fail_each(&(struct work_kind){
		.words = { "init", "--name", "Zebra North", "--years", "2026-2029" },
		.adds = "Zebra North",
		.fresh = true });
}

/* More than one change set holds, so that a group is made, and taken back when it cannot be finished. */
static void make_many(void)
{
	make_small();
	for (int i = 0; i < 70; i++) {
		char title[40];

		snprintf(title, sizeof(title), "title=Number %d", i);
		free(run_ok(&in, "add", "learning", title, "happened=a", "learned=b"));
	}
}

static char *all_json;

Test(calls, everything_is_taken_in)
{
	char *text;

	make_many();
	text = run_ok(&in, "export", "--json");
	all_json = dir_path(scratch, "all.json");
	file_put(all_json, text, strlen(text));
	free(text);
	fail_each(&(struct work_kind){
		.words = { "import", all_json }, .adds = "Number 69", .fresh = true });
	free(all_json);
}

/* ---- what else is changed */

Test(calls, a_change_is_put_back)
{
	make_small();
	free(run_ok(&in, "set", "LE-01", "learned=Zebra"));
	free(run_ok(&in, "undo"));
	fail_each(&(struct work_kind){ .words = { "redo" }, .adds = "Zebra" });
}

/* A file that waits for somebody, as in a kiosk. */

#define WAITS "outbox/ann/000001-clyde-north-needs.csv"

static void put_waiting(void)
{
	char *box = dir_path(data, "outbox"), *own = dir_path(data, "outbox/ann"),
	     *it = dir_path(data, WAITS);

	mkdir(box, 0700);
	mkdir(own, 0700);
	file_put(it, "Zebra", 5);
	free(box);
	free(own);
	free(it);
}

static bool none_waits(void)
{
	char *it = dir_path(data, WAITS);
	bool none = access(it, F_OK) != 0;

	free(it);
	return none;
}

Test(calls, a_text_is_removed_for_good)
{
	make_small();
	free(run_ok(&in, "set", "LE-01", "learned=Zebra"));
	fail_each(&(struct work_kind){
		.words = { "erase", "LE-01", "learned", "--reason", "It named somebody" },
		.takes = "Zebra",
		.ready = put_waiting,
		.gone = none_waits });
}

Test(calls, an_item_is_answered)
{
	make_small();
	fail_each(&(struct work_kind){
		.words = { "answer", "res-people", "state=done", "note=Zebra" }, .adds = "Zebra" });
}

Test(calls, the_next_cycle_begins)
{
	make_small();
	fail_each(&(struct work_kind){ .words = { "cycle", "--years", "2029-2032" },
				       .adds = "/first_year=2029" });
}

Test(calls, a_draft_is_kept)
{
	make_small();
	fail_each(&(struct work_kind){ .words = { "--plain", "--screen", "form/learning" },
				       .typed = "Zebra\n",
				       .adds = "Zebra",
				       .draft = true });
}

Test(calls, an_entry_is_deleted)
{
	make_small();
	fail_each(&(struct work_kind){
		.words = { "--plain", "--screen", "record/learning/le-000001" },
		.typed = "8\n5\n1\n",
		.adds = "/gone=" });
}

static char *beside; /* a folder of the test's own */

static bool is_set(void)
{
	char *path = dir_path(beside, "cairn/config.ini"), *text = file_text(path, NULL);
	bool set = text && strstr(text, "view = whole");

	free(text);
	free(path);
	return set;
}

static void empty_beside(void)
{
	dir_drop(strdup(beside));
	mkdir(beside, 0700);
}

Test(calls, a_setting_is_saved)
{
	static char env[300];

	make_small();
	beside = dir_path(scratch, "config");
	snprintf(env, sizeof(env), "XDG_CONFIG_HOME=%s", beside);
	in.env[0] = env;
	fail_each(&(struct work_kind){ .words = { "--plain", "--screen", "settings" },
				       .typed = "10\n12\n",
				       .ready = empty_beside,
				       .there = is_set });
}

/* Anything at all: what is cut short leaves nothing either. */
static bool is_written(void)
{
	return rmdir(beside) != 0;
}

Test(calls, a_file_is_saved_for_somebody_else)
{
	char typed[400];

	make_small();
	beside = dir_path(scratch, "out");
	snprintf(typed, sizeof(typed), "11\n2\n%s\n3\n", beside);
	fail_each(&(struct work_kind){ .words = { "--plain", "--screen", "reports" },
				       .typed = typed,
				       .ready = empty_beside,
				       .there = is_written });
}

Test(calls, what_is_kept_too_long_is_listed)
{
	make_small();
	free(run_ok(&in, "add", "feedback", "--draft", "date=2020-01-01", "says=Zebra"));
	fail_each(&(struct work_kind){ .words = { "retention", "--json" } });
}

/* ---- a kiosk: its account is this one, so that what fails can be chosen from outside */

static void make_kiosk(void)
{
	static const char site[] = "[kiosk]\naccount = root\n";
	char *build = strdup(run_program()), *path;
	char *tool;
	size_t len;

	*strrchr(build, '/') = '\0';
	path = dir_path(build, "tests/tool_fault");
	tool = file_text(path, &len);
	cr_assert(tool != NULL);
	end();
	root_enter();
	begin();
	file_put("/etc/cairn/config.ini", site, strlen(site));
	cr_assert(zero(int, root_sh("mkdir /usr/bin/tests")));
	file_put("/usr/bin/tests/tool_fault", tool, len);
	chmod("/usr/bin/tests/tool_fault", 0755);
	free(run_ok(&in, "person", "add", "jo", "Jo"));
	free(run_ok(&in, "--as", "jo", "init", "--name", "Clyde North", "--years", "2026-2029"));
	free(tool);
	free(path);
	free(build);
}

static void make_ann(void)
{
	make_kiosk();
	free(run_ok(&in, "--as", "jo", "person", "add", "ann", "Quagga"));
	free(run_ok(&in, "--as", "jo", "key", "add", "ann", KIOSK_KEY));
}

Test(calls, somebody_is_added)
{
	make_kiosk();
	fail_each(&(struct work_kind){ .words = { "--as", "jo", "person", "add", "zed", "Zebra" },
				       .adds = "s/people/zed=-1|Zebra" });
}

Test(calls, somebody_is_suspended)
{
	make_ann();
	fail_each(&(struct work_kind){ .words = { "--as", "jo", "person", "suspend", "ann" },
				       .adds = "s/off/ann=suspended" });
}

Test(calls, somebody_is_let_in_again)
{
	make_ann();
	free(run_ok(&in, "--as", "jo", "person", "suspend", "ann"));
	fail_each(&(struct work_kind){ .words = { "--as", "jo", "person", "resume", "ann" },
				       .takes = "s/off/ann=" });
}

Test(calls, somebody_is_taken_out)
{
	make_ann();
	fail_each(&(struct work_kind){ .words = { "--as", "jo", "person", "remove", "ann" },
				       .takes = "Quagga",
				       .ready = put_waiting,
				       .gone = none_waits });
}

Test(calls, people_are_listed)
{
	make_ann();
	fail_each(&(struct work_kind){ .words = { "--as", "jo", "person", "list" } });
}

Test(calls, a_key_is_added)
{
	make_kiosk();
	free(run_ok(&in, "--as", "jo", "person", "add", "ann", "Quagga"));
	fail_each(&(struct work_kind){ .words = { "--as", "jo", "key", "add", "ann", KIOSK_KEY },
				       .adds = "s/keys/ann/" });
}

Test(calls, a_key_is_removed)
{
	make_ann();
	fail_each(&(struct work_kind){
		.words = { "--as", "jo", "key", "remove", "ann", KIOSK_KEY_ID },
		.takes = "s/keys/ann/" });
}

Test(calls, keys_are_listed)
{
	make_ann();
	fail_each(&(struct work_kind){ .words = { "--as", "jo", "key", "list", "--json" } });
}

/* What sshd asks for while somebody waits at the door. */
Test(calls, the_lines_for_sshd_are_made)
{
	make_ann();
	fail_each(&(struct work_kind){ .words = { "keys", "root" } });
}
