package io.lifecycle4j.storage;

/**
 * One payload of a journal and its place.
 *
 * @param sequence the place, from 1 without gaps
 * @param payload the bytes, not copied; do not change them
 */
public record JournalEntry(long sequence, byte[] payload) {}
