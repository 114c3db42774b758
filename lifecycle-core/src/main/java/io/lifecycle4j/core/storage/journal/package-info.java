/**
 * Journals: segments of checksummed frames under a head, and in memory.
 *
 * <p>Start at {@link io.lifecycle4j.core.storage.journal.FileJournalStore}. A write passes from
 * {@code FileJournal} through {@code JournalEngine} and {@code JournalQueue} to {@code
 * JournalWriter} and {@code OpenJournal}; {@code JournalReader} reads.
 */
@NullMarked
package io.lifecycle4j.core.storage.journal;

import org.jspecify.annotations.NullMarked;
