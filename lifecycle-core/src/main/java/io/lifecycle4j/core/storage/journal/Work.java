package io.lifecycle4j.core.storage.journal;

import java.util.concurrent.CompletableFuture;

/** Something to be done to a journal, in its place in the {@link WorkQueue}; and its outcome. */
abstract class Work<T> extends CompletableFuture<T> {}
