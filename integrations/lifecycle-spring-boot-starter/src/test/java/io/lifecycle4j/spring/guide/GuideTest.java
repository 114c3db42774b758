package io.lifecycle4j.spring.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.spring.Contexts;
import io.lifecycle4j.spring.LifecycleAutoConfiguration;
import io.lifecycle4j.spring.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the guide says of Spring Boot compiles and runs. */
@Timeout(60)
class GuideTest {
  private static final Path PAGE = Path.of("../../docs/guide/spring-boot.md");

  /** Sources are those of the starter, also for the tests on the other line. */
  private static final Path SOURCE =
      Path.of(
          "../lifecycle-spring-boot-starter/src/test/java/io/lifecycle4j/spring/guide/Models.java");

  @Test
  void hasTheClassThatIsCompiledHere() throws IOException {
    String source = Files.readString(SOURCE).split("\n\n", 2)[1];
    assertThat(Files.readString(PAGE)).contains("```java\n" + source + "```");
  }

  @Test
  void opensItsModel() {
    try (var context =
        Contexts.start(
            Map.of("lifecycle4j.home", "memory:new"),
            Models.class,
            LifecycleAutoConfiguration.class)) {
      assertThat(context.getBean(ManagedModel.class).ready()).as("nothing is promoted").isFalse();
    }
  }

  @Test
  void listsEachProperty() throws IOException {
    String page = Files.readString(PAGE);
    for (String name : Names.ofProperties()) {
      assertThat(page).contains("| `" + name + "` |");
    }
  }
}
