package io.lifecycle4j.core.validation;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Estimates the automaton of a regular expression before it is built: counted repetitions multiply,
 * so that {@code ((a{1000}){1000}){1000}} would take all memory.
 */
final class PatternSize {
  /** The most states; the time for a character grows with them. */
  static final long MOST = 2_000;

  private final String regex;
  private final Deque<Long> outer = new ArrayDeque<>();
  private long group;
  private long atom;
  private int next;

  private PatternSize(String regex) {
    this.regex = regex;
  }

  /** Estimates the number of states; {@link Long#MAX_VALUE} at most. */
  static long of(String regex) {
    PatternSize size = new PatternSize(regex);
    while (size.next < regex.length()) {
      size.step();
    }
    while (!size.outer.isEmpty()) {
      size.close();
    }
    return add(size.group, size.atom);
  }

  private void step() {
    char c = regex.charAt(next++);
    switch (c) {
      case '(' -> {
        outer.push(add(group, atom));
        group = 0;
        atom = 0;
      }
      case ')' -> close();
      case '{' -> atom = times(atom, count());
      case '[' -> {
        one();
        skipClass();
      }
      case '\\' -> {
        one();
        next++;
      }
      default -> one();
    }
  }

  private void one() {
    group = add(group, atom);
    atom = 1;
  }

  private void close() {
    if (!outer.isEmpty()) {
      atom = add(add(group, atom), 1);
      group = outer.pop();
    }
  }

  /** Parses a repetition count, the largest of {@code 3,7}; 1 if there is none. */
  private long count() {
    long greatest = 1;
    long number = 0;
    while (next < regex.length() && regex.charAt(next) != '}') {
      int digit = Character.digit(regex.charAt(next++), 10);
      number = digit < 0 ? 0 : Math.min(10 * number + digit, 1_000_000);
      greatest = Math.max(greatest, number);
    }
    return greatest;
  }

  private void skipClass() {
    next += next < regex.length() && regex.charAt(next) == ']' ? 1 : 0;
    while (next < regex.length() && regex.charAt(next) != ']') {
      next += regex.charAt(next) == '\\' ? 2 : 1;
    }
    next++;
  }

  private static long add(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  private static long times(long a, long b) {
    return a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
  }
}
