/* SPDX-License-Identifier: ISC */
/*
 * Pages looked at before the library follows them.
 *
 * LMDB believes what a page's head says of itself: whoever changes something,
 * and the copy that backup and compact make, move as many bytes as it says,
 * past a page's end as well. So before a key is put or taken away the pages
 * that lead to it are read from the file and must hold together; so must all
 * that say which pages are free, when a change set begins, and all pages
 * before a copy. Reading alone moves nothing and is left to the guard.
 *
 * The pages are those of the last change set. What the one under way has
 * moved it has moved from these.
 *
 * A removal joins a page that has become nearly empty with the one before it,
 * or, where it is the first below its parent, with the one behind it: at each
 * level one, and each that it joins brings another one beside it. All that were
 * joined lie in a run without gaps, of pages that were looked at; so each
 * removal looks at one more at either end of the run that its key is in, at
 * each level. Joining two branches reads the lowest key below the right one,
 * so those that lead there are looked at with it. A put joins nothing.
 * Source: mdb_rebalance, mdb_page_merge and mdb_node_move of LMDB 0.9.24
 *
 * A page costs a read of 4 KB that the library is about to make anyway, and a
 * microsecond. One that leads to the next key as well is kept for it.
 */
#include "engine_lmdb_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/mem.h"
#include "engine_lmdb_form.h"

enum {
	DEPTH_MOST = 32,
	LIBRARY_KEY_MOST = 511,
	PAGE_LEAST = 512,
	PAGE_MOST = 32768,
	FREE_KEY_BYTES = 8,
	FREE_FLAGS = 0x08,   /* its keys are numbers */
	FLAGS_LEFT = 0x4000, /* of the way in which the file was once opened */
	META_FLAG = 0x08,
	BESIDE = DEPTH_MOST, /* the slots of pages that the way does not lead through */
	SLOTS = 2 * DEPTH_MOST,
};
static const uint64_t NO_PAGE = UINT64_MAX;

struct tree {
	uint64_t root;
	unsigned depth;
	bool free_pages; /* keys are numbers, values lists of pages */
};

struct lmdb_sound {
	int fd;
	size_t page;    /* bytes of one */
	uint64_t pages; /* of the file */
	uint64_t left;  /* that a walk may still meet: those that lead in a ring would never end */
	struct tree all, free_pages;
	unsigned char *seen; /* a bit for each page that a removal has looked at; NULL: none yet */
	unsigned on[DEPTH_MOST]; /* by which node the way leads on */
	struct {
		uint64_t number; /* 0: none */
		unsigned char *bytes;
	} at[SLOTS];
};

static unsigned nodes_of(const unsigned char *page)
{
	return (u16(page + 12) - HEAD) / 2u;
}

static const unsigned char *node_of(const unsigned char *page, unsigned i)
{
	return page + u16(page + HEAD + 2 * (size_t)i);
}

static struct slice key_of(const unsigned char *node)
{
	return (struct slice){ node + NODE_HEAD, u16(node + 6) };
}

static int compare(const struct tree *t, struct slice a, struct slice b)
{
	if (!t->free_pages)
		return slice_compare(a, b);
	return u64(a.data) < u64(b.data) ? -1 : u64(a.data) > u64(b.data);
}

/* ---- one page */

/* How much of the page a node takes; 0: it does not lie in it. */
static size_t node_bytes(const struct lmdb_sound *s, const struct tree *t,
			 const unsigned char *page, unsigned i, bool leaf)
{
	size_t at = u16(page + HEAD + 2 * (size_t)i), key;
	uint64_t bytes;

	if (at < u16(page + 14) || at + NODE_HEAD > s->page)
		return 0;
	key = u16(page + at + 6);
	bytes = NODE_HEAD + key;
	if (leaf && u16(page + at + 4) & ~NODE_BIG)
		return 0;
	if (leaf)
		bytes += u16(page + at + 4) ? sizeof(uint64_t) : node_length(page + at);
	/* the first of a branch stands for all that is less, whatever its key */
	if ((leaf || i > 0) && t->free_pages ? key != FREE_KEY_BYTES : key > LIBRARY_KEY_MOST)
		return 0;
	bytes += bytes % 2;
	return at + bytes > s->page ? 0 : bytes;
}

static bool page_sound(const struct lmdb_sound *s, const struct tree *t, const unsigned char *page,
		       uint64_t number, bool leaf)
{
	unsigned lower = u16(page + 12), upper = u16(page + 14), first = leaf ? 0 : 1, n;
	size_t taken = 0;

	if (u64(page) != number || u16(page + 10) != (leaf ? PAGE_LEAF : PAGE_BRANCH) ||
	    lower < HEAD || lower % 2 || upper < lower || upper > s->page)
		return false;
	n = nodes_of(page);
	if (n < (leaf || t->free_pages ? 1 : 2))
		return false;
	for (unsigned i = 0; i < n; i++) {
		size_t bytes = node_bytes(s, t, page, i, leaf);

		if (!bytes || (i > first && compare(t, key_of(node_of(page, i - 1)),
						    key_of(node_of(page, i))) >= 0))
			return false;
		taken += bytes;
	}
	return taken == s->page - upper;
}

static int bytes_read(const struct lmdb_sound *s, uint64_t at, void *out, size_t len)
{
	ssize_t n = pread(s->fd, out, len, (off_t)at);

	if (n < 0)
		return errno;
	return (size_t)n == len ? 0 : MDB_CORRUPTED;
}

static unsigned char *room(struct lmdb_sound *s, unsigned slot)
{
	s->at[slot].number = 0;
	if (!s->at[slot].bytes)
		s->at[slot].bytes = mem_alloc(s->page);
	return s->at[slot].bytes;
}

/* The page of a level, in the slot of that level or in another one, where it may be already. */
static int page_read(struct lmdb_sound *s, const struct tree *t, unsigned level, unsigned slot,
		     uint64_t number)
{
	int code;

	if (s->at[slot].number == number)
		return 0;
	if (number < 2 || number >= s->pages || s->left == 0)
		return MDB_CORRUPTED;
	s->left--;
	code = bytes_read(s, number * s->page, room(s, slot), s->page);
	if (code)
		return code;
	if (!page_sound(s, t, s->at[slot].bytes, number, level + 1 == t->depth))
		return MDB_CORRUPTED;
	s->at[slot].number = number;
	return 0;
}

/* The first page of a value that has its own; one that became shorter may have kept more than it needs. */
static int big_sound(const struct lmdb_sound *s, const unsigned char *node, uint64_t *number)
{
	unsigned char head[HEAD];
	uint64_t least = (HEAD - 1 + node_length(node)) / s->page + 1;
	int code;

	*number = u64(node + NODE_HEAD + u16(node + 6));
	if (*number < 2 || *number >= s->pages)
		return MDB_CORRUPTED;
	code = bytes_read(s, *number * s->page, head, sizeof(head));
	if (code)
		return code;
	return u64(head) == *number && u16(head + 10) == PAGE_BIG && u32(head + 12) >= least &&
			       u32(head + 12) <= s->pages - *number
		       ? 0
		       : MDB_CORRUPTED;
}

/* ---- the pages that are free: how many, and their numbers, the largest first */

static bool numbers_sound(const unsigned char *p, size_t n, uint64_t *before)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t number = u64(p + 8 * i);

		if (number < 2 || number >= *before)
			return false;
		*before = number;
	}
	return true;
}

static int big_list_sound(struct lmdb_sound *s, const unsigned char *node)
{
	uint64_t number, n, before = s->pages, at;
	unsigned char head[8];
	int code = big_sound(s, node, &number);

	if (code)
		return code;
	at = number * s->page + HEAD;
	code = bytes_read(s, at, head, sizeof(head));
	n = u64(head);
	if (code || node_length(node) % 8 || n >= node_length(node) / 8)
		return code ? code : MDB_CORRUPTED;
	for (at += sizeof(head); n > 0;) {
		size_t some = n < s->page / 8 ? (size_t)n : s->page / 8;

		code = bytes_read(s, at, room(s, BESIDE), 8 * some);
		if (code || !numbers_sound(s->at[BESIDE].bytes, some, &before))
			return code ? code : MDB_CORRUPTED;
		at += 8 * some;
		n -= some;
	}
	return 0;
}

static int list_sound(struct lmdb_sound *s, const unsigned char *node)
{
	const unsigned char *value = node + NODE_HEAD + FREE_KEY_BYTES;
	uint64_t len = node_length(node), before = s->pages;

	if (u16(node + 4) & NODE_BIG)
		return big_list_sound(s, node);
	if (len < 8 || len % 8 || u64(value) >= len / 8 ||
	    !numbers_sound(value + 8, (size_t)u64(value), &before))
		return MDB_CORRUPTED;
	return 0;
}

/* ---- whole trees */

static int leaf_walk(struct lmdb_sound *s, const struct tree *t, const unsigned char *page)
{
	uint64_t number;
	int code = 0;

	for (unsigned i = 0; i < nodes_of(page) && code == 0; i++) {
		const unsigned char *node = node_of(page, i);

		if (t->free_pages)
			code = list_sound(s, node);
		else if (u16(node + 4) & NODE_BIG)
			code = big_sound(s, node, &number);
	}
	return code;
}

static int tree_walk(struct lmdb_sound *s, const struct tree *t, unsigned level, uint64_t number)
{
	const unsigned char *page;
	int code = page_read(s, t, level, level, number);

	if (code)
		return code;
	page = s->at[level].bytes;
	if (level + 1 == t->depth)
		return leaf_walk(s, t, page);
	for (unsigned i = 0; i < nodes_of(page) && code == 0; i++)
		code = tree_walk(s, t, level + 1, node_child(node_of(page, i)));
	return code;
}

static int tree_sound(struct lmdb_sound *s, const struct tree *t)
{
	int code;

	if (t->root == NO_PAGE)
		return t->depth == 0 ? 0 : MDB_CORRUPTED;
	s->left = s->pages;
	code = t->depth ? tree_walk(s, t, 0, t->root) : MDB_CORRUPTED;
	for (unsigned i = 0; i < SLOTS; i++)
		s->at[i].number = 0;
	return code;
}

/* ---- the way to a key */

/* The node behind which a key lies, or the last that is not greater in a leaf; -1: all are greater. */
static int node_before(const struct tree *t, const unsigned char *page, struct slice key, bool leaf)
{
	int low = leaf ? 0 : 1, high = (int)nodes_of(page) - 1;

	while (low <= high) {
		int middle = (low + high) / 2;

		if (compare(t, key_of(node_of(page, (unsigned)middle)), key) <= 0)
			low = middle + 1;
		else
			high = middle - 1;
	}
	return low - 1;
}

/* The value that is replaced or taken away may have pages of its own, which are given back. */
static int value_sound(const struct lmdb_sound *s, const unsigned char *page, struct slice key)
{
	int i = node_before(&s->all, page, key, true);
	const unsigned char *node = i < 0 ? NULL : node_of(page, (unsigned)i);
	uint64_t number;

	if (!node || slice_compare(key_of(node), key) != 0 || !(u16(node + 4) & NODE_BIG))
		return 0;
	return big_sound(s, node, &number);
}

/* ---- those beside it, with which removals join pages */

static bool was_seen(const struct lmdb_sound *s, uint64_t number)
{
	return number < s->pages && s->seen[number / 8] & 1u << number % 8;
}

static void see(struct lmdb_sound *s, uint64_t number)
{
	s->seen[number / 8] |= (unsigned char)(1u << number % 8);
}

/* One that is not on the way, and those that lead to the lowest key below it. */
static int beside_sound(struct lmdb_sound *s, unsigned level, uint64_t number)
{
	int code = 0;

	for (; code == 0 && level < s->all.depth && !was_seen(s, number); level++) {
		code = page_read(s, &s->all, level, BESIDE + level, number);
		if (code)
			break;
		see(s, number);
		if (level + 1 < s->all.depth)
			number = node_child(node_of(s->at[BESIDE + level].bytes, 0));
	}
	return code;
}

/* Where a walk along one level stands: at each level above it a slot, and a node of the page there. */
struct stand {
	unsigned slot[DEPTH_MOST], on[DEPTH_MOST];
};

/* To the next page of a level, 1 to the right or -1 to the left; *number 0: there is none. */
static int step(struct lmdb_sound *s, struct stand *w, unsigned level, int way, uint64_t *number)
{
	unsigned up = level;
	int code = 0;

	*number = 0;
	while (up > 0 &&
	       w->on[up - 1] == (way < 0 ? 0 : nodes_of(s->at[w->slot[up - 1]].bytes) - 1))
		up--;
	if (up == 0)
		return 0;
	w->on[up - 1] += (unsigned)way;
	for (; code == 0; up++) {
		*number = node_child(node_of(s->at[w->slot[up - 1]].bytes, w->on[up - 1]));
		if (up == level)
			break;
		w->slot[up] = BESIDE + up;
		code = page_read(s, &s->all, up, BESIDE + up, *number);
		if (code == 0)
			w->on[up] = way < 0 ? nodes_of(s->at[BESIDE + up].bytes) - 1 : 0;
	}
	return code;
}

/* One more at an end of the run that the way's page of a level is in. */
static int end_sound(struct lmdb_sound *s, unsigned level, int way)
{
	struct stand w;
	uint64_t number;
	int code;

	for (unsigned i = 0; i < level; i++) {
		w.slot[i] = i;
		w.on[i] = s->on[i];
	}
	do
		code = step(s, &w, level, way, &number);
	while (code == 0 && number && was_seen(s, number));
	return code || !number ? code : beside_sound(s, level, number);
}

static int run_sound(struct lmdb_sound *s)
{
	int code = 0;

	if (!s->seen)
		s->seen = mem_alloc((size_t)(s->pages / 8 + 1));
	s->left = s->pages;
	for (unsigned level = 0; level < s->all.depth; level++)
		see(s, s->at[level].number);
	for (unsigned level = 1; level < s->all.depth && code == 0; level++) {
		code = end_sound(s, level, -1);
		code = code ? code : end_sound(s, level, 1);
	}
	return code;
}

int lmdb_sound_way(struct lmdb_sound *s, struct slice key, bool removes)
{
	uint64_t number = s->all.root;
	unsigned last = s->all.depth - 1;
	int code = 0;

	if (number == NO_PAGE)
		return 0;
	s->left = 2 * DEPTH_MOST;
	for (unsigned level = 0; code == 0; level++) {
		const unsigned char *page;

		code = page_read(s, &s->all, level, level, number);
		page = s->at[level].bytes;
		if (code || level == last)
			break;
		s->on[level] = (unsigned)node_before(&s->all, page, key, false);
		number = node_child(node_of(page, s->on[level]));
	}
	code = code ? code : value_sound(s, s->at[last].bytes, key);
	return code || !removes ? code : run_sound(s);
}

/* ---- the head that counts */

static bool tree_take(struct tree *t, const unsigned char *head)
{
	t->root = u64(head + TREE_ROOT_AT);
	t->depth = u16(head + TREE_DEPTH_AT);
	return t->depth <= DEPTH_MOST && (t->depth == 0) == (t->root == NO_PAGE);
}

static int head_take(struct lmdb_sound *s, uint64_t change_set)
{
	unsigned char head[META_END];
	int code = bytes_read(s, (change_set & 1) * s->page, head, sizeof(head));

	if (code)
		return code;
	if (u64(head + META_TXN_AT) != change_set)
		return MDB_BAD_TXN;
	if (u32(head + META_FREE_AT) != s->page ||
	    (u16(head + META_FREE_AT + TREE_FLAGS_AT) & ~FLAGS_LEFT) != FREE_FLAGS ||
	    u16(head + META_MAIN_AT + TREE_FLAGS_AT) != 0)
		return MDB_CORRUPTED;
	s->pages = u64(head + META_LAST_AT) + 1;
	s->free_pages.free_pages = true;
	return tree_take(&s->all, head + META_MAIN_AT) &&
			       tree_take(&s->free_pages, head + META_FREE_AT)
		       ? 0
		       : MDB_CORRUPTED;
}

int lmdb_sound_begin(struct lmdb_sound **out, MDB_env *env, uint64_t change_set)
{
	struct lmdb_sound *s = mem_alloc(sizeof(*s));
	MDB_stat st;
	int code;

	*out = s;
	mdb_env_stat(env, &st);
	s->page = st.ms_psize;
	code = mdb_env_get_fd(env, &s->fd);
	if (code == 0)
		code = head_take(s, change_set);
	return code ? code : tree_sound(s, &s->free_pages);
}

int lmdb_sound_all(struct lmdb_sound *s)
{
	return tree_sound(s, &s->all);
}

void lmdb_sound_end(struct lmdb_sound *s)
{
	for (unsigned i = 0; s && i < SLOTS; i++)
		mem_free(s->at[i].bytes);
	if (s)
		mem_free(s->seen);
	mem_free(s);
}

/* ---- before the library opens a file: it divides by what a head says is the size of a page */

uint64_t lmdb_file_bytes(int fd)
{
	unsigned char head[2][META_END], *newer = head[0];
	uint32_t page;

	if (pread(fd, head[0], META_END, 0) != META_END)
		return 0;
	page = u32(head[0] + META_FREE_AT);
	if (page < PAGE_LEAST || page > PAGE_MOST || (page & (page - 1)) != 0 ||
	    pread(fd, head[1], META_END, page) != META_END || u32(head[1] + META_FREE_AT) != page)
		return 0;
	if (u64(head[1] + META_TXN_AT) > u64(head[0] + META_TXN_AT))
		newer = head[1];
	return u64(newer + META_LAST_AT) >= UINT64_MAX / page
		       ? 0
		       : (u64(newer + META_LAST_AT) + 1) * page;
}

bool lmdb_heads_sound(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool sound = fd < 0 || lmdb_file_bytes(fd); /* where there is none the library says why */

	if (fd >= 0)
		close(fd);
	return sound;
}
