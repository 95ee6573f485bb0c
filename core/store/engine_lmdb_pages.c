/* SPDX-License-Identifier: ISC */
/*
 * What can still be read of a damaged data file, page by page.
 *
 * The library gives up at the first page that does not hold together. Here
 * each page is believed as far as it goes: first those that hang together
 * under the newest head that can be read, then all others, which hold what was
 * once stored. Whether a value is whole its own sum tells; that is asked by
 * whoever takes it.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/mem.h"
#include "engine_lmdb_form.h"
#include "engine_pages.h"

enum { DEPTH_MOST = 32 };

struct pages {
	const unsigned char *data;
	size_t size, page, count; /* bytes of the file and of a page; pages */
	unsigned char *seen;      /* one for each page */
	pages_fn *fn;
	void *arg;
	bool live, stop, found;
};

/* The node at a place of a page; NULL: it does not lie in the page. */
static const unsigned char *node_at(const struct pages *w, const unsigned char *page, unsigned i)
{
	size_t at = u16(page + HEAD + 2 * (size_t)i);

	if (at < HEAD || at + NODE_HEAD > w->page || at + NODE_HEAD + u16(page + at + 6) > w->page)
		return NULL;
	return page + at;
}

static unsigned nodes_of(const struct pages *w, const unsigned char *page)
{
	unsigned lower = u16(page + 12);

	return lower < HEAD || lower > w->page ? 0 : (lower - HEAD) / 2;
}

static void leaf_node(struct pages *w, const unsigned char *page, const unsigned char *node)
{
	uint64_t len = node_length(node);
	struct slice key = { node + NODE_HEAD, u16(node + 6) }, value;
	const unsigned char *at = node + NODE_HEAD + key.len;

	if (u16(node + 4) & NODE_BIG) {
		uint64_t big;

		if (at + 8 > page + w->page)
			return;
		big = u64(at);
		if (big >= w->count || big * w->page + HEAD + len > w->size)
			return;
		at = w->data + big * w->page + HEAD;
	} else if ((size_t)(at - page) + len > w->page) {
		return;
	}
	value = (struct slice){ at, len };
	if (!key.len || key.len > KEY_MAX_BYTES || !len)
		return;
	w->found = true;
	w->stop = w->stop || !w->fn(w->arg, key, value, w->live);
}

static void leaf_page(struct pages *w, const unsigned char *page)
{
	unsigned n = nodes_of(w, page);

	for (unsigned i = 0; i < n && !w->stop; i++) {
		const unsigned char *node = node_at(w, page, i);

		if (node)
			leaf_node(w, page, node);
	}
}

static void tree(struct pages *w, uint64_t number, int depth)
{
	const unsigned char *page;
	unsigned n;

	if (number < 2 || number >= w->count || depth > DEPTH_MOST || w->seen[number] || w->stop)
		return;
	w->seen[number] = 1;
	page = w->data + number * w->page;
	if (u64(page) != number)
		return;
	if (u16(page + 10) & PAGE_LEAF)
		leaf_page(w, page);
	if (!(u16(page + 10) & PAGE_BRANCH))
		return;
	n = nodes_of(w, page);
	for (unsigned i = 0; i < n; i++) {
		const unsigned char *node = node_at(w, page, i);

		if (node)
			tree(w, node_child(node), depth + 1);
	}
}

/* The roots, that of the newer head first: two heads are written in turn. */
static void roots(const struct pages *w, uint64_t out[2])
{
	uint64_t txn[2] = { 0, 0 };

	for (size_t i = 0; i < 2; i++) {
		const unsigned char *meta = w->data + i * w->page;

		out[i] = 0;
		if (i >= w->count || u32(meta + META_MAGIC_AT) != FILE_MAGIC)
			continue;
		out[i] = u64(meta + META_MAIN_AT + TREE_ROOT_AT);
		txn[i] = u64(meta + META_TXN_AT);
	}
	if (txn[1] > txn[0]) {
		uint64_t first = out[0];

		out[0] = out[1];
		out[1] = first;
	}
}

void pages_read(struct slice file, pages_fn *fn, void *arg)
{
	struct pages w = { .data = file.data,
			   .size = file.len,
			   .page = (size_t)sysconf(_SC_PAGESIZE),
			   .fn = fn,
			   .arg = arg,
			   .live = true };
	uint64_t root[2];

	w.count = w.size / w.page;
	if (w.count < 2)
		return;
	w.seen = mem_alloc(w.count);
	roots(&w, root);
	tree(&w, root[0], 0);
	if (!w.found) /* the newer head leads nowhere */
		tree(&w, root[1], 0);
	w.live = false;
	for (uint64_t i = 2; i < w.count && !w.stop; i++) {
		const unsigned char *page = w.data + i * w.page;

		if (!w.seen[i] && u64(page) == i && u16(page + 10) & PAGE_LEAF)
			leaf_page(&w, page);
	}
	mem_free(w.seen);
}
