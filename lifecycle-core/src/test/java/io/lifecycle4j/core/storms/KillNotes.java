package io.lifecycle4j.core.storms;

import io.lifecycle4j.core.storms.KillWrite.Outcome;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.storage.Durability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;

/** Notes down each write of a process before it is made and after it was acknowledged. */
final class KillNotes {
  /** The target of a write that is about all of the home. */
  static final String HOME = "home";

  /** After so many writes it is ready, whatever is wanted still. */
  private static final int MOST = 500;

  private final String worker;
  private final AckFile file;
  private final Set<KillKind> wanted;
  private final Runnable ready;
  private int acknowledged;
  private int next;

  /**
   * Creates notes.
   *
   * @param worker the writer
   * @param file where they go
   */
  KillNotes(String worker, AckFile file) {
    this(worker, file, Set.of(), () -> {});
  }

  /**
   * Creates notes like the other one.
   *
   * @param kinds those of which a write is wanted
   * @param ready runs once a write of each was acknowledged, but at least one, and at most some
   */
  KillNotes(String worker, AckFile file, Set<KillKind> kinds, Runnable ready) {
    this.worker = worker;
    this.file = file;
    this.wanted = new HashSet<>(kinds);
    this.ready = ready;
  }

  /** A write that returns what is noted as its result. */
  @FunctionalInterface
  interface Write {
    long run(KillWrite write);
  }

  String worker() {
    return worker;
  }

  int next() {
    return next;
  }

  /** Notes down what is going to be written. */
  KillWrite intend(KillKind kind, String target, Durability durability, int size, long argument) {
    KillWrite write =
        new KillWrite(worker, next++, kind, target, durability, size, argument, Outcome.PENDING, 0);
    note(write.intent());
    return write;
  }

  /** Writes, and notes down how it went. What is refused in a documented way is no error. */
  boolean make(KillWrite write, Write body) {
    try {
      done(write, body.run(write));
      return true;
    } catch (ConflictException | NotFoundException | OverloadedException e) {
      refused(write);
      return false;
    }
  }

  void done(KillWrite write, long result) {
    note("done " + write.number() + " " + result);
    if (isReady(write)) {
      ready.run();
    }
  }

  /** Returns true once. */
  private synchronized boolean isReady(KillWrite write) {
    boolean wasReady = acknowledged > 0 && (wanted.isEmpty() || acknowledged >= MOST);
    wanted.remove(write.kind());
    acknowledged++;
    return !wasReady && (wanted.isEmpty() || acknowledged >= MOST);
  }

  void refused(KillWrite write) {
    note("refused " + write.number());
  }

  private void note(String line) {
    try {
      file.write(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
