package io.lifecycle4j.spring;

import static io.lifecycle4j.contract.Together.awaitTrue;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.spring.RidesApplication.Ride;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.util.ClassUtils;

/** Health of a home whose disk is full. */
@Timeout(60)
class HealthTest {
  private static final String THREE = "org.springframework.boot.actuate.health.HealthIndicator";

  private final FaultyFileSystem files = new FaultyFileSystem();

  @TempDir private Path directory;

  /** The one of the line that is on the class path, whose types differ. */
  private static Class<?> configuration() {
    return ClassUtils.isPresent(THREE, HealthTest.class.getClassLoader())
        ? LifecycleHealth3AutoConfiguration.class
        : LifecycleHealth4AutoConfiguration.class;
  }

  private static String health(AnnotationConfigApplicationContext context) {
    try {
      Object indicator = context.getBean("lifecycleHealthIndicator");
      var method =
          ClassUtils.getInterfaceMethodIfPossible(
              indicator.getClass().getMethod("health"), indicator.getClass());
      return String.valueOf(method.invoke(indicator));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void isDownWhilePredictionsCannotBeWritten() {
    try (var context = new AnnotationConfigApplicationContext()) {
      context.registerBean(
          "lifecycle",
          Lifecycle.class,
          () ->
              Lifecycle.builder()
                  .medium(Media.file(files.path(directory.resolve("home"))))
                  .withoutEnvironment()
                  .open());
      context.register(LifecycleAutoConfiguration.class, configuration());
      context.refresh();
      ManagedModelFactory models = context.getBean(ManagedModelFactory.class);
      try (ManagedModel<Ride, Double> model =
          models.open(
              "fare",
              Ride.class,
              regression("fare"),
              builder -> builder.serving(ride -> 2 * ride.km()))) {
        model.predict(new Ride(1));
        assertThat(health(context)).contains("UP").contains("state=FUNCTION");
        files.fail(
            (operation, path) ->
                operation.changes() ? new IOException("No space left on device") : null);
        model.predict(new Ride(1));
        awaitTrue(() -> health(context).contains("DOWN"));
        assertThat(health(context)).contains("logFailure", "log=FAILING");
        files.heal();
        awaitTrue(() -> health(context).contains("UP"));
      }
    }
  }
}
