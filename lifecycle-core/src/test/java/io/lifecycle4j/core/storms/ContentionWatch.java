package io.lifecycle4j.core.storms;

import io.lifecycle4j.contract.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends a process that hangs, and no other: one of which no writer notes anything for a minute, or
 * for as many minutes as there are processes that wait for each core. How long a process takes in
 * all does not matter as long as it gets on.
 */
final class ContentionWatch implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration LOOKS = Duration.ofMillis(100);

  private final Duration patience;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final List<Future<?>> looks = new ArrayList<>();
  private final Queue<String> hung = new ConcurrentLinkedQueue<>();

  /**
   * Creates a watch.
   *
   * @param patience how long a process may note nothing on a machine that has time for it
   */
  ContentionWatch(Duration patience) {
    this.patience = patience;
  }

  /** A process, what it noted, and since when it has noted nothing. */
  private static final class Watched {
    private final String name;
    private final ChildJvm process;
    private final List<Path> notes;
    private long noted = -1;
    private boolean ended;
    private long since = System.nanoTime();

    Watched(String name, ChildJvm process, List<Path> notes) {
      this.name = name;
      this.process = process;
      this.notes = notes;
    }

    /** Returns for how long nothing was noted. */
    Duration silence() {
      long now = notes.stream().mapToLong(Watched::size).sum();
      if (now != noted) {
        noted = now;
        since = System.nanoTime();
      }
      return Duration.ofNanos(System.nanoTime() - since);
    }

    private static long size(Path file) {
      try {
        return Files.exists(file) ? Files.size(file) : 0;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Watches a process from now on.
   *
   * @param name its name
   * @param process the process
   * @param notes the files that its writers note down their writes in
   */
  void add(String name, ChildJvm process, List<Path> notes) {
    Watched watched = new Watched(name, process, notes);
    looks.add(
        clock.scheduleWithFixedDelay(
            () -> look(watched), LOOKS.toMillis(), LOOKS.toMillis(), TimeUnit.MILLISECONDS));
  }

  private void look(Watched watched) {
    Duration silence = watched.silence();
    if (!watched.ended && watched.process.isAlive() && silence.compareTo(patience()) > 0) {
      watched.ended = true; // it takes a moment to die
      hung.add(watched.name + " noted nothing for " + silence.toSeconds() + " s");
      watched.process.end(); // who waits for its end goes on
    }
  }

  /** A machine that has ten processes for each core gives each the tenth part of it. */
  private Duration patience() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    double waiting = system.getSystemLoadAverage() / system.getAvailableProcessors();
    return patience.multipliedBy(Math.max(1, (long) waiting));
  }

  /**
   * Tells which processes hung.
   *
   * @return a line for each
   */
  List<String> hung() {
    return List.copyOf(hung);
  }

  @Override
  public void close() {
    looks.forEach(look -> look.cancel(true));
    clock.shutdownNow();
  }
}
