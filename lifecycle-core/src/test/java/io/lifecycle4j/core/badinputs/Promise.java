package io.lifecycle4j.core.badinputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.lifecycle4j.contract.CpuTime;
import io.lifecycle4j.error.LifecycleException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What must hold for every bad input: it ends in a typed error, in time, whose message is short and
 * harmless and shows the value, or it is taken and reads back exactly; nothing outside the home
 * changes, nothing in it is lost or half done, nothing stays open.
 */
final class Promise {
  /** What the thread that calls may compute: the same however busy the machine is. */
  private static final Duration COMPUTING = Duration.ofSeconds(2);

  /** Far longer, since others use the machine and the disk: a hang takes longer still. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final int SHOWN = 20;
  private static final int LONG = 100_000;

  /** The mark of the newest head of a journal. */
  static final String MARK = "home/journals/[^/]+/version-[0-9]+";

  /** What may be gone once bytes were erased: small ones lie in packs. */
  static final String ERASED = MARK + "|home/packs/[^/]+";

  /** The names that files have before they are whole. */
  private static final String UNFINISHED =
      "home/tmp/[^/]+/.+|home/(.+/)?(new-[^/]*|head)\\.tmp|(.+/)?\\.lifecycle4j-[^/]*\\.unfinished";

  private Promise() {}

  /** Runs a bad input against an entry, checks all of it, and names the outcome. */
  static String hold(
      Sandbox sandbox, String what, Set<String> expected, String shown, Callable<Object> call)
      throws Exception {
    return hold(sandbox, what, expected, shown, call, MARK);
  }

  /** Runs a bad input like the other method; files whose names match may be gone. */
  static String hold(
      Sandbox sandbox,
      String what,
      Set<String> expected,
      String shown,
      Callable<Object> call,
      String gone)
      throws Exception {
    Map<String, String> files = sandbox.files();
    int descriptors = Sandbox.descriptors(sandbox.directory).size();

    String outcome = outcome(what, shown, call);

    assertThat(expected).describedAs("right outcomes of %s", what).contains(outcome);
    Map<String, String> after = sandbox.files();
    if (outcome.equals("KEPT")) {
      assertThat(without(files, after))
          .describedAs("gone after %s", what)
          .allMatch(file -> file.matches(gone)); // that of the next head is there
      assertThat(without(after, files))
          .describedAs("unfinished after %s", what)
          .noneMatch(file -> file.matches(UNFINISHED));
      assertThat(outside(after)).describedAs(what).isEqualTo(outside(files));
    } else {
      assertThat(after).describedAs("files after %s", what).isEqualTo(files);
      assertThat(Sandbox.leftOpen(sandbox.directory, descriptors))
          .describedAs("open after %s", what)
          .hasSizeLessThanOrEqualTo(descriptors);
    }
    sandbox.learn();
    return outcome;
  }

  private static Set<String> without(Map<String, String> files, Map<String, String> others) {
    Set<String> rest = new TreeSet<>(files.keySet());
    rest.removeAll(others.keySet());
    return rest;
  }

  /** Runs a call and names its outcome: KEPT, ABSENT or the code of a typed error. */
  static String outcome(String what, String shown, Callable<Object> call) {
    return assertTimeoutPreemptively(LIMIT, () -> inTime(what, shown, call), what);
  }

  private static String inTime(String what, String shown, Callable<Object> call) {
    String[] outcome = new String[1];
    Duration computing = CpuTime.of(() -> outcome[0] = attempt(what, shown, call));
    assertThat(computing).describedAs("computing of %s", what).isLessThan(COMPUTING);
    return outcome[0];
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // whatever is thrown but a typed error is a finding
  private static String attempt(String what, String shown, Callable<Object> call) {
    try {
      Object result = call.call();
      if (result == Entry.ABSENT) {
        return "ABSENT";
      }
      assertThat(result).describedAs("%s, read back", what).isEqualTo(shown);
      return "KEPT";
    } catch (LifecycleException e) {
      assertHarmless(what, String.valueOf(e.getMessage()));
      assertThat(e.getMessage()).describedAs(what).contains(escaped(shown));
      return e.code();
    } catch (AssertionError e) {
      throw e;
    } catch (Throwable e) {
      return fail(what + " threw " + e, e);
    }
  }

  /** Checks that a message is short, and holds nothing that a terminal or a log would follow. */
  static void assertHarmless(String what, String message) {
    assertThat(message).describedAs(what).isNotBlank().hasSizeLessThanOrEqualTo(500);
    assertThat(message.codePoints().filter(Promise::harmful).mapToObj(Integer::toHexString))
        .describedAs("harmful characters after %s: %s", what, message)
        .isEmpty();
  }

  private static boolean harmful(int c) {
    return Character.isISOControl(c)
        || Character.getType(c) == Character.FORMAT
        || Character.getType(c) == Character.SURROGATE
        || Character.getType(c) == Character.LINE_SEPARATOR
        || Character.getType(c) == Character.PARAGRAPH_SEPARATOR;
  }

  /** The beginning of a value, as a message must show it. */
  private static String escaped(@Nullable String value) {
    StringBuilder text = new StringBuilder();
    if (value != null && value.length() > LONG) {
      return ""; // a message names its length instead
    }
    String.valueOf(value)
        .codePoints()
        .limit(SHOWN)
        .forEach(
            c -> {
              if (harmful(c)) {
                for (char half : Character.toChars(c)) {
                  text.append(String.format("\\u%04x", (int) half));
                }
              } else {
                text.appendCodePoint(c);
              }
            });
    return text.toString();
  }

  /** What lies in no home, and in no place that the entry was given. */
  private static Map<String, String> outside(Map<String, String> files) {
    Map<String, String> outside = new java.util.TreeMap<>(files);
    outside.keySet().removeIf(name -> name.startsWith("home/") || name.startsWith("place-"));
    return outside;
  }
}
