/* SPDX-License-Identifier: ISC */
/*
 * Pages of a data file that say what cannot be: a change and a copy are
 * refused before the library moves bytes as they say, and what holds together
 * is never refused. CAIRN_SOAK in the environment: the full numbers.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/store/engine.h"
#include "core/store/engine_lmdb_form.h"
#include "tests/lib_dir.h"
#include "tests/lib_engine.h"
#include "tests/lib_figures.h"

enum { PAGE = 4096, KEYS = 400, BIG_BYTES = 9000, BIG_EVERY = 50 };

TestSuite(sound, .init = engine_dir_make, .fini = engine_dir_drop, .timeout = 600);

static struct engine *open_here(struct err *err)
{
	struct engine_opts o = { .dir = dir, .create = true, .person = "ann" };
	struct engine *e = NULL;

	err_clear(err);
	return engine_open(&engine_lmdb, &e, &o, err) == RC_OK ? e : NULL;
}

/* Each longest value has pages of its own. */
static enum rc fill(struct view *v, void *arg)
{
	static char text[BIG_BYTES + 1];
	char key[32];

	memset(text, 'a' + *(int *)arg, BIG_BYTES);
	for (int i = 0; i < KEYS; i++) {
		snprintf(key, sizeof(key), "k/%05d", i);
		view_put(v, sl(key),
			 (struct slice){ text, i % BIG_EVERY ? 100 + i % 90 : BIG_BYTES });
	}
	return view_rc(v);
}

static void make_store(void)
{
	struct err err;
	struct engine *e = open_here(&err);

	cr_assert(e != NULL, "%s", err.text);
	for (int i = 0; i < 6; i++)
		cr_assert(engine_update(e, fill, &i, &err) == RC_OK, "%s", err.text);
	engine_close(e);
}

/* ---- where things are in the file */

static unsigned char *file;

static unsigned char *head(void)
{
	unsigned char *second = file + PAGE;

	return u64(second + META_TXN_AT) > u64(file + META_TXN_AT) ? second : file;
}

static unsigned char *page_of(uint64_t number)
{
	return file + number * PAGE;
}

static unsigned char *node_of(unsigned char *page, unsigned i)
{
	return page + u16(page + HEAD + 2 * i);
}

static unsigned char *first_page(void)
{
	return page_of(u64(head() + META_MAIN_AT + TREE_ROOT_AT));
}

/* The leaf of the first key, whose value has pages of its own. */
static unsigned char *first_leaf(void)
{
	unsigned char *p = first_page();

	while (u16(p + 10) == PAGE_BRANCH)
		p = page_of(node_child(node_of(p, 0)));
	return p;
}

static unsigned char *free_leaf(void)
{
	unsigned char *p = page_of(u64(head() + META_FREE_AT + TREE_ROOT_AT));

	while (u16(p + 10) == PAGE_BRANCH)
		p = page_of(node_child(node_of(p, 0)));
	return p;
}

/* The numbers of pages that are free begin with how many. */
static unsigned char *free_list(void)
{
	unsigned char *node = node_of(free_leaf(), 0);

	return u16(node + 4) ? page_of(u64(node + 16)) + HEAD : node + 16;
}

static unsigned char *big_page(void)
{
	unsigned char *node = node_of(first_leaf(), 0);

	cr_assert(u16(node + 4) == NODE_BIG);
	return page_of(u64(node + 8 + u16(node + 6)));
}

static void set16(unsigned char *at, unsigned v)
{
	uint16_t v16 = (uint16_t)v;

	memcpy(at, &v16, sizeof(v16));
}

static void set64(unsigned char *at, uint64_t v)
{
	memcpy(at, &v, sizeof(v));
}

/* ---- what is wrong with it */

enum where { FIRST, LEAF, FREE, BIG, LIST, TOP };

static const struct fault {
	const char *what;
	enum where where;
	int at, bytes; /* from there */
	uint64_t value;
} faults[] = {
	{ "its number is another's", FIRST, 0, 8, 9999 },
	{ "it is of no kind", FIRST, 10, 2, 0 },
	{ "its keys are all of a length", LEAF, 10, 2, 0x22 },
	{ "it is being changed", LEAF, 10, 2, 0x12 },
	{ "its places end behind the page", FIRST, 12, 2, 0xfff0 },
	{ "its places end within its head", FIRST, 12, 2, 8 },
	{ "its nodes begin behind the page", LEAF, 14, 2, 0xfff8 },
	{ "its nodes begin at its end", LEAF, 14, 2, PAGE },
	{ "its nodes begin before its places end", FIRST, 14, 2, HEAD },
	{ "a node lies behind the page", LEAF, HEAD, 2, 0xfffe },
	{ "a node lies in its head", LEAF, HEAD, 2, 4 },
	{ "two nodes lie in one place", LEAF, HEAD + 4, 2, 0 },
	{ "a value has pages of its own that are not one", BIG, 10, 2, PAGE_LEAF },
	{ "a value has more pages than the file", BIG, 12, 4, 0xfffffff0 },
	{ "a value has fewer pages than it takes", BIG, 12, 4, 2 },
	{ "pages that are free are of no kind", FREE, 10, 2, 0 },
	{ "what is free begins behind the page", FREE, 14, 2, 0xfff8 },
	{ "more is free than is listed", LIST, 0, 8, 1 << 20 },
	{ "more is free than can be", LIST, 0, 8, UINT64_MAX - 1 },
	{ "a head is free", LIST, 8, 8, 1 },
	{ "what is behind the file is free", LIST, 8, 8, 1 << 30 },
	{ "the tree is deeper than it is", TOP, META_MAIN_AT + TREE_DEPTH_AT, 2, 9 },
	{ "the tree is not as deep as it is", TOP, META_MAIN_AT + TREE_DEPTH_AT, 2, 1 },
	{ "a key has many values", TOP, META_MAIN_AT + TREE_FLAGS_AT, 2, 4 },
};
enum { FAULTS = sizeof(faults) / sizeof(faults[0]) };

static void put_wrong(const struct fault *f)
{
	unsigned char *(*const places[])(
		void) = { [FIRST] = first_page, [LEAF] = first_leaf, [FREE] = free_leaf,
			  [BIG] = big_page,     [LIST] = free_list,  [TOP] = head };
	unsigned char *at = places[f->where]() + f->at;

	if (f->at == HEAD + 4)
		set16(at, u16(at - 2));
	else if (f->bytes == 8)
		set64(at, f->value);
	else
		memcpy(at, &f->value, (size_t)f->bytes); /* the lower bytes come first */
}

/* ---- who meets it */

static int told_fd;

static void tell(const char *sentence)
{
	(void)!write(told_fd, sentence, strlen(sentence));
}

static enum rc put_first(struct view *v, void *arg)
{
	(void)arg;
	view_put(v, sl("k/00000"), sl("changed"));
	return view_rc(v);
}

static enum rc remove_first(struct view *v, void *arg)
{
	(void)arg;
	view_del(v, sl("k/00000"));
	return view_rc(v);
}

/* In a process of its own; the code that it was refused with, and 100 when what was said is none of it. */
static int meet(enum rc (*change)(struct view *v, void *arg))
{
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		struct err err;
		struct engine *e;
		int fd = told_fd = open("/dev/null", O_WRONLY);
		enum rc rc;

		alarm(60);
		engine_on_damage(tell);
		e = open_here(&err);
		if (!e)
			_exit(strstr(err.text, "is damaged") ? (int)err.rc : 100);
		rc = change ? engine_update(e, change, NULL, &err) : engine_backup(e, fd, &err);
		if (rc != RC_OK && !strstr(err.text, "is damaged"))
			_exit(100);
		engine_close(e);
		_exit((int)rc);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 200 + WTERMSIG(status);
}

Test(sound, what_cannot_be_is_told_before_it_is_followed_and_nothing_is_written)
{
	size_t len, after;
	char *whole, *now;

	make_store();
	whole = file_text(data_path, &len);
	file = malloc(len);
	for (size_t i = 0; i < FAULTS; i++) {
		memcpy(file, whole, len);
		put_wrong(&faults[i]);
		cr_assert(memcmp(file, whole, len) != 0, "%s: it is so already", faults[i].what);
		file_put(data_path, file, len);
		unlink(lock_path);
		cr_expect(eq(int, meet(put_first), RC_DAMAGED), "put: %s", faults[i].what);
		cr_expect(eq(int, meet(remove_first), RC_DAMAGED), "del: %s", faults[i].what);
		cr_expect(eq(int, meet(NULL), RC_DAMAGED), "copy: %s", faults[i].what);
		now = file_text(data_path, &after);
		cr_expect(after >= len && memcmp(now, file, len) == 0, "%s", faults[i].what);
		free(now);
	}
	free(file);
	free(whole);
}

/* A page beside the one that becomes empty is joined with it. */
static enum rc remove_many(struct view *v, void *arg)
{
	char key[32];

	(void)arg;
	for (int i = 1; i < KEYS / 4; i++) {
		snprintf(key, sizeof(key), "k/%05d", i);
		view_del(v, sl(key));
	}
	return view_rc(v);
}

Test(sound, a_page_that_would_be_joined_is_looked_at_as_well)
{
	unsigned char *parent = NULL, *p;
	size_t len;

	make_store();
	file = (unsigned char *)file_text(data_path, &len);
	for (p = first_page(); u16(p + 10) == PAGE_BRANCH; p = page_of(node_child(node_of(p, 0))))
		parent = p;
	cr_assert(parent != NULL);
	set16(page_of(node_child(node_of(parent, 1))) + 14, 0xfff8);
	file_put(data_path, file, len);
	unlink(lock_path);
	cr_expect(eq(int, meet(remove_many), RC_DAMAGED));
	cr_expect(eq(int, meet(put_first), RC_OK)); /* it does not lead there */
	free(file);
}

/* Pages of a few short values each: they had long ones once, and only a removal joins pages. */

enum { SPARSE = 3000 };

static enum rc fill_sparse(struct view *v, void *arg)
{
	static const char text[900] = "a";
	char key[32];

	for (int i = 0; i < SPARSE; i++) {
		snprintf(key, sizeof(key), "k/%05d", i);
		view_put(v, sl(key), (struct slice){ text, *(size_t *)arg });
	}
	return view_rc(v);
}

static void make_sparse(void)
{
	static const size_t sizes[] = { sizeof((char[900]){ 0 }), 1, 1 };
	struct err err;
	struct engine *e = open_here(&err);

	cr_assert(e != NULL, "%s", err.text);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		cr_assert(engine_update(e, fill_sparse, (void *)&sizes[i], &err) == RC_OK, "%s",
			  err.text);
	engine_close(e);
}

static int removed_from, removed;

static enum rc remove_some(struct view *v, void *arg)
{
	char key[32];

	(void)arg;
	for (int i = 0; i < removed; i++) {
		snprintf(key, sizeof(key), "k/%05d", removed_from + i);
		view_del(v, sl(key));
	}
	return view_rc(v);
}

/* A branch below the first page, and a leaf below that. */
static unsigned char *branch_at(unsigned n)
{
	unsigned char *p = first_page();

	cr_assert(u16(p + 10) == PAGE_BRANCH);
	p = page_of(node_child(node_of(p, n)));
	cr_assert(u16(p + 10) == PAGE_BRANCH, "the tree is of three levels");
	return p;
}

static unsigned nodes_of(const unsigned char *page)
{
	return (u16(page + 12) - HEAD) / 2u;
}

static unsigned char *leaf_at(unsigned branch, unsigned n)
{
	unsigned char *p = branch_at(branch);

	cr_assert(n < nodes_of(p));
	return page_of(node_child(node_of(p, n)));
}

/* What earlier removals of the same change have joined lies beside another page now. */
Test(sound, a_page_from_further_away_is_looked_at_before_it_is_joined)
{
	size_t len;
	char *whole;

	make_sparse();
	whole = file_text(data_path, &len);
	file = malloc(len);
	for (unsigned away = 1; away < 6; away++) {
		memcpy(file, whole, len);
		set16(leaf_at(0, away) + 14, 0xfff8);
		file_put(data_path, file, len);
		unlink(lock_path);
		removed_from = 0;
		removed = (int)away - 1; /* each joins one page more */
		cr_expect(eq(int, meet(remove_some), RC_OK), "%u", away);
		file_put(data_path, file, len);
		unlink(lock_path);
		removed++;
		cr_expect(eq(int, meet(remove_some), RC_DAMAGED), "%u", away);
	}
	free(file);
	free(whole);
}

/* A branch that loses all its leaves but one takes those of the next, by the lowest key below it. */
Test(sound, pages_below_the_next_branch_are_looked_at_before_they_are_joined)
{
	size_t len;
	char *whole;

	make_sparse();
	whole = file_text(data_path, &len);
	file = malloc(len);
	memcpy(file, whole, len);
	cr_assert(gt(uint, nodes_of(first_page()), 2u));
	removed_from = removed = 0;
	for (unsigned i = 0; i < nodes_of(branch_at(0)); i++)
		removed += (int)nodes_of(leaf_at(0, i));
	for (unsigned n = 0; n < 4; n++) {
		memcpy(file, whole, len);
		set16(leaf_at(1, n) + 14, 0xfff8);
		file_put(data_path, (char *)file, len);
		unlink(lock_path);
		cr_expect(eq(int, meet(remove_some), RC_DAMAGED), "%u", n);
	}
	free(file);
	free(whole);
}

/* Wherever it is: a change that goes through has not touched it, so a copy still finds it. */
Test(sound, removals_anywhere_join_no_page_that_was_not_looked_at)
{
	unsigned seed = 20260502, refused = 0, rounds = soak() ? 400 : 60;
	size_t len;
	char *whole;

	make_sparse();
	whole = file_text(data_path, &len);
	file = malloc(len);
	for (unsigned i = 0; i < rounds; i++) {
		unsigned branch, leaf, per;
		int came;

		memcpy(file, whole, len);
		branch = (unsigned)rand_r(&seed) % nodes_of(first_page());
		leaf = (unsigned)rand_r(&seed) % nodes_of(branch_at(branch));
		per = nodes_of(leaf_at(branch, leaf));
		removed = 1 + rand_r(&seed) % 80;
		removed_from = (int)(branch * nodes_of(branch_at(0)) + leaf) * (int)per -
			       rand_r(&seed) % 100;
		set16((i % 4 ? leaf_at(branch, leaf) : branch_at(branch)) + 14, 0xfff8);
		file_put(data_path, (char *)file, len);
		unlink(lock_path);
		came = meet(remove_some);
		refused += came == RC_DAMAGED;
		cr_expect(came == RC_OK || came == RC_DAMAGED, "round %u: %d", i, came);
		if (came == RC_OK)
			cr_expect(eq(int, meet(NULL), RC_DAMAGED), "round %u", i);
	}
	cr_expect(refused > rounds / 6 && refused < rounds, "%u of %u", refused, rounds);
	free(file);
	free(whole);
}

Test(sound, a_size_of_pages_that_cannot_be_is_told_before_the_file_is_opened)
{
	static const uint32_t sizes[] = { 0, 1, 511, 4095, 1 << 20 };
	size_t len;

	make_store();
	file = (unsigned char *)file_text(data_path, &len);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		memcpy(head() + META_FREE_AT, &sizes[i], sizeof(sizes[i]));
		file_put(data_path, file, len);
		unlink(lock_path);
		cr_expect(eq(int, meet(put_first), RC_DAMAGED), "%u", sizes[i]);
	}
	free(file);
}

/* ---- what holds together */

enum { NAMES = 3000, AT_ONCE = 120 };

struct mix {
	unsigned seed, wide;
};

/* Keys and values of any length, put, put again and taken away, so that pages part and join. */
static enum rc mixed(struct view *v, void *arg)
{
	struct mix *m = arg;
	static char text[12000];
	char key[KEY_MAX_BYTES + 1];
	unsigned n = rand_r(&m->seed) % AT_ONCE;
	bool removes = rand_r(&m->seed) % 3 == 0;

	for (unsigned i = 0; i < n; i++) {
		unsigned name = (unsigned)rand_r(&m->seed) % m->wide;
		unsigned width = 6 + name * 7 % 180;

		snprintf(key, sizeof(key), "%0*u", (int)width, name);
		if (removes || rand_r(&m->seed) % 5 == 0)
			view_del(v, sl(key));
		else
			view_put(v, sl(key),
				 (struct slice){
					 text, 1 + (unsigned)rand_r(&m->seed) %
							       (i % 9 ? 700 : sizeof(text) - 1) });
	}
	return view_rc(v);
}

Test(sound, nothing_that_holds_together_is_refused)
{
	struct mix m = { .seed = 20260501, .wide = NAMES };
	int rounds = soak() ? 20000 : 600;
	struct err err;
	struct engine *e = open_here(&err);

	cr_assert(e != NULL, "%s", err.text);
	for (int i = 0; i < rounds; i++) {
		m.wide = i / 100 % 2 ? 40 : NAMES; /* few names: nearly all is taken away again */
		cr_assert(engine_update(e, mixed, &m, &err) == RC_OK, "round %d: %s", i, err.text);
		if (i % 20 == 0)
			cr_assert(engine_check(e, NULL, NULL, &err) == RC_OK, "round %d: %s", i,
				  err.text);
	}
	engine_close(e);
}
