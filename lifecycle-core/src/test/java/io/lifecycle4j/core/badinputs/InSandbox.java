package io.lifecycle4j.core.badinputs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Gives each test a sandbox, in which all that was there must still be there when it ends, and of
 * which no thread and no open file may be left.
 */
abstract class InSandbox {
  private static final List<BadInput> INPUTS = BadInput.all();

  private final Threads threads = new Threads();
  Path directory;
  Sandbox sandbox;

  static Stream<BadInput> inputs(String kind) {
    return INPUTS.stream().filter(input -> !input.expected(kind).isEmpty());
  }

  @BeforeEach
  void begin() throws IOException {
    directory = Directories.create();
    sandbox = Sandbox.begin(directory);
  }

  @AfterEach
  void end() throws Exception {
    String life = sandbox.life();
    sandbox.reopen();
    assertThat(sandbox.stored()).containsAllEntriesOf(sandbox.learned());
    assertThat(sandbox.life()).isEqualTo(life);
    sandbox.close();
    assertThat(Sandbox.descriptors(directory)).isEmpty();
    Directories.delete(directory);
    threads.assertNoneLeft();
  }
}
