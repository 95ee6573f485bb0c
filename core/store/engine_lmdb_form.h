/* SPDX-License-Identifier: ISC */
/*
 * engine_lmdb_form - the form of LMDB 0.9 on disk, for those who read a file's bytes themselves
 *
 * A page begins with number (8), pad (2), flags (2), lower (2), upper (2);
 * from there up to `lower` stand 16-bit places of its nodes, which lie without
 * gaps from `upper` to the page's end. A node is two 16-bit halves of a
 * length, flags (2), length of the key (2), key, value; in a branch the halves
 * and the flags are the number of the page below. A value that does not fit
 * stands on pages of its own, which the node names; the first of them begins
 * with number, pad, flags and how many they are (4). The first two pages are
 * heads, written in turn: the one with the higher change set counts.
 *
 * Source: lmdb.h and mdb.c of Debian's package
 */
#ifndef CORE_ENGINE_LMDB_FORM_H
#define CORE_ENGINE_LMDB_FORM_H

#include <stdint.h>
#include <string.h>

enum {
	HEAD = 16,
	NODE_HEAD = 8,
	PAGE_BRANCH = 0x01,
	PAGE_LEAF = 0x02,
	PAGE_BIG = 0x04,
	NODE_BIG = 0x01,
	META_MAGIC_AT = HEAD, /* magic, version, address, size */
	META_FREE_AT = HEAD + 24,
	META_MAIN_AT = META_FREE_AT + 48,
	META_LAST_AT = META_MAIN_AT + 48,
	META_TXN_AT = META_LAST_AT + 8,
	META_END = META_TXN_AT + 8,
	TREE_PAD_AT = 0, /* of the tree of free pages: bytes of a page */
	TREE_FLAGS_AT = 4,
	TREE_DEPTH_AT = 6,
	TREE_ROOT_AT = 40,
};
static const uint32_t FILE_MAGIC = 0xbeefc0de;

static inline uint16_t u16(const unsigned char *p)
{
	uint16_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline uint32_t u32(const unsigned char *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline uint64_t u64(const unsigned char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* of a node: bytes of its value, page below it */
static inline uint64_t node_length(const unsigned char *node)
{
	return u16(node) | (uint64_t)u16(node + 2) << 16;
}

static inline uint64_t node_child(const unsigned char *node)
{
	return node_length(node) | (uint64_t)u16(node + 4) << 32;
}

#endif
