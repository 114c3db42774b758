package io.lifecycle4j.core.badinputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import io.lifecycle4j.contract.OnlyLarger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Passes every bad place to every entry that takes a path. */
class BadPathsTest extends InSandbox {
  static List<PathEntries> entries() {
    return PathEntries.all();
  }

  @ParameterizedTest
  @MethodSource("entries")
  @OnlyLarger
  void takesOrRefusesEveryPlace(PathEntries entry) {
    List<BadInput> inputs = inputs(entry.kind()).toList();
    assertThat(inputs).hasSizeGreaterThan(3);
    System.out.printf("executions of %s: %d%n", entry, inputs.size());
    assertAll(inputs.stream().map(input -> () -> pass(entry, input)));
  }

  /** Each place lies in a directory of its own, with what it may lead to. */
  private void pass(PathEntries entry, BadInput input) throws Exception {
    Path around = directory.resolve("place-" + sandbox.next());
    Files.createDirectories(around.resolve("home-evil"));
    Files.writeString(around.resolve("secret.csv"), "a,b\n1,secret\n");
    String make = String.valueOf(input.make());
    Path place = make.equals("null") ? null : Places.make(make, around);
    String shown = String.valueOf(place);
    Promise.hold(
        sandbox,
        entry + " " + input,
        input.expected(entry.kind()),
        shown,
        () -> {
          entry.use().run(sandbox, place);
          return shown;
        });
    assertThat(around.resolve("secret.csv")).content().isEqualTo("a,b\n1,secret\n");
  }
}
