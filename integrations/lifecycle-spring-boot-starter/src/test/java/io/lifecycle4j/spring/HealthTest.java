package io.lifecycle4j.spring;

import static io.lifecycle4j.contract.Together.awaitTrue;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.spring.RidesApplication.Ride;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.util.ClassUtils;

/** Health of a home whose disk is full, or does not answer. */
@Timeout(60)
class HealthTest {
  private static final String THREE = "org.springframework.boot.actuate.health.HealthIndicator";

  private final FaultyFileSystem files = new FaultyFileSystem();
  private final AtomicLong now = new AtomicLong();

  @TempDir private Path directory;

  /** The one of the line that is on the class path, whose types differ. */
  static Class<?> configuration() {
    return ClassUtils.isPresent(THREE, HealthTest.class.getClassLoader())
        ? LifecycleHealth3AutoConfiguration.class
        : LifecycleHealth4AutoConfiguration.class;
  }

  static String health(AnnotationConfigApplicationContext context) {
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
      context.registerBean("lifecycle", Lifecycle.class, this::open);
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
        fill();
        model.predict(new Ride(1));
        awaitTrue(() -> health(context).contains("DOWN"));
        assertThat(health(context)).contains("logFailure", "log=FAILING");
        files.heal();
        awaitTrue(() -> health(context).contains("UP"));
      }
    }
  }

  private Lifecycle open() {
    return Lifecycle.builder()
        .medium(Media.file(files.path(directory.resolve("home"))))
        .withoutEnvironment()
        .open();
  }

  private HomeHealth health(Lifecycle home) {
    PackagedModels none = new PackagedModels(home, List.of(), List.of(), Actor.by("taxi"));
    return new HomeHealth(home, new ManagedModelFactory(home, none, List.of()), now::get);
  }

  private static String home(HomeHealth.Looked looked) {
    return String.valueOf(looked.details().get("home"));
  }

  private void fill() {
    files.fail(
        (operation, path) ->
            operation.changes() ? new IOException("No space left on device") : null);
  }

  @Test
  void isDownWhileTheHomeCannotBeWrittenThoughNothingPredicts() {
    try (Lifecycle lifecycle = open()) {
      HomeHealth health = health(lifecycle);
      assertThat(health.look().isUp()).isTrue();
      fill();
      assertThat(health.look().isUp()).as("tried not long ago").isTrue();
      now.addAndGet(HomeHealth.PAUSE.toNanos());
      HomeHealth.Looked down = health.look();
      assertThat(down.isUp()).isFalse();
      assertThat(home(down)).contains("state=FAILING", "No space left on device");
      files.heal();
      assertThat(health.look().isUp()).as("a failure is tried again at once").isTrue();
    }
    try (Lifecycle reader =
        Lifecycle.builder().directory(directory.resolve("home")).readOnly().open()) {
      HomeHealth.Looked up = health(reader).look();
      assertThat(up.isUp()).isTrue();
      assertThat(home(up)).isEqualTo("{state=READ_ONLY}");
    }
  }

  @Test
  void isDownWhileTheHomeDoesNotAnswer() throws Exception {
    Semaphore asked = new Semaphore(0);
    Semaphore answers = new Semaphore(0);
    try (Lifecycle lifecycle = open()) {
      HomeHealth health = health(lifecycle);
      files.fail(
          (operation, path) -> {
            if (operation.changes()) {
              asked.release();
              answers.acquireUninterruptibly();
              answers.release(); // and all later ones
            }
            return null;
          });
      FutureTask<HomeHealth.Looked> first = new FutureTask<>(health::look);
      new Thread(first).start();
      awaitTrue(() -> asked.tryAcquire() || first.isDone());
      assertThat(first.isDone()).as("it waits for the disk").isFalse();
      assertThat(health.look().isUp()).as("it may answer soon").isTrue();
      now.addAndGet(HomeHealth.PATIENCE.toNanos() + 1);
      HomeHealth.Looked down = health.look();
      assertThat(down.isUp()).isFalse();
      assertThat(home(down)).contains("The storage does not answer");
      answers.release();
      assertThat(first.get().isUp()).isTrue();
      assertThat(health.look().isUp()).isTrue();
    } finally {
      answers.release();
    }
  }
}
