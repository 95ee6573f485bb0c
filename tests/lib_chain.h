/* SPDX-License-Identifier: ISC */
/*
 * lib_chain - a whole healthy chain in the shipped templates, one record of each register
 *
 * Facts are written as they are stored, past the rules of a save, so that a
 * test can break any link.
 */
#ifndef TESTS_LIB_CHAIN_H
#define TESTS_LIB_CHAIN_H

#include "core/plan/chain.h"
#include "lib_work.h"

/* chain_facts - the facts of the healthy chain, into the work's cycle */
void chain_facts(struct work *w);
/* fact_whole - "c1/ne/ne-000101/title" of "ne/ne-000101/title", "-/…" of what belongs to no cycle */
const char *fact_whole(struct work *w, const char *name);
/* fact_set - one fact of the cycle, whatever it was: "ne/ne-000101/title" */
void fact_set(struct work *w, const char *name, const char *text);
/* attention_now - of the whole cycle; ends the test when it cannot */
struct attention attention_now(struct work *w);
/* concern_about - the first about that record whose sentence has the part; NULL: none */
const struct concern *concern_about(const struct attention *all, const char *id, const char *part);

#endif
