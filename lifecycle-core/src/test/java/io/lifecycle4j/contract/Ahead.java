package io.lifecycle4j.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Does pieces of work before the tests ask for their results, some at once: tests run one after the
 * other, and many use one core of several. Closing it gives up what was not asked for.
 *
 * @param <T> the type of a result
 */
public final class Ahead<T> implements AutoCloseable {
  private final ExecutorService threads;
  private final Map<String, Future<T>> work = new LinkedHashMap<>();

  /**
   * Creates it.
   *
   * @param threads how many pieces are done at once
   */
  public Ahead(int threads) {
    this.threads = Executors.newFixedThreadPool(threads);
  }

  /**
   * Has a piece of work done.
   *
   * @param name its name
   * @param piece does it
   */
  public void add(String name, Callable<T> piece) {
    if (work.put(name, threads.submit(piece)) != null) {
      throw new IllegalArgumentException("Given twice: " + name);
    }
  }

  /**
   * Returns the names of all pieces.
   *
   * @return the names, in the order in which they were added
   */
  public List<String> names() {
    return List.copyOf(work.keySet());
  }

  /**
   * Waits for the result of a piece.
   *
   * @param name its name
   * @return the result
   * @throws Exception what it threw
   */
  public T await(String name) throws Exception {
    Future<T> piece = work.get(name);
    if (piece == null) {
      throw new IllegalArgumentException("Nothing is called " + name);
    }
    try {
      return piece.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
