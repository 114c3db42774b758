package io.lifecycle4j.spring;

import static io.lifecycle4j.contract.Together.awaitTrue;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.micrometer.LifecycleMeters;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.spring.RidesApplication.Ride;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tiers.Tier;
import io.lifecycle4j.tiers.Tiers;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.type.classreading.SimpleMetadataReaderFactory;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

@Timeout(60)
class OwnBeansTest {
  private static final String VERSION = "io/lifecycle4j/core/storage/library.properties";

  @TempDir private Path directory;

  /** An application that opens its home itself. */
  @Configuration
  static class OwnHome {
    @Bean
    Lifecycle own() {
      return Lifecycle.inMemory();
    }
  }

  /** An application with a model, and with something to measure. */
  @Configuration
  static class Rides {
    private final List<String> customized = new ArrayList<>();

    @Bean
    MeterRegistry meters() {
      return new SimpleMeterRegistry();
    }

    @Bean
    ManagedModelCustomizer customizer() {
      return (name, builder) -> customized.add(name);
    }

    @Bean
    ManagedModel<Ride, Double> fare(ManagedModelFactory models) {
      return models.open(
          "fare",
          Ride.class,
          regression("fare"),
          builder -> builder.serving(ride -> 2 * ride.km()));
    }
  }

  private static AnnotationConfigApplicationContext context(
      Map<String, Object> properties, Class<?>... beans) {
    List<Class<?>> all = new ArrayList<>(List.of(beans));
    all.add(LifecycleObserverAutoConfiguration.class);
    all.add(LifecycleSecurityAutoConfiguration.class);
    all.add(LifecycleTiersAutoConfiguration.class);
    all.add(LifecycleWithoutTiersAutoConfiguration.class);
    all.add(LifecycleAutoConfiguration.class);
    return Contexts.start(properties, all.toArray(Class<?>[]::new));
  }

  @Test
  void ofTheApplicationWin() {
    try (var context = context(Map.of(), OwnHome.class)) {
      assertThat(context.getBeansOfType(Lifecycle.class)).containsOnlyKeys("own");
    }
  }

  @Test
  void areClosedBeforeTheHomeAndCustomizedAndMeasured() {
    Lifecycle lifecycle;
    ManagedModel<?, ?> model;
    try (var context = context(Map.of("lifecycle4j.home", "memory:new"), Rides.class)) {
      lifecycle = context.getBean(Lifecycle.class);
      model = context.getBean(ManagedModel.class);
      @SuppressWarnings("unchecked")
      ManagedModel<Ride, Double> fare = (ManagedModel<Ride, Double>) model;
      assertThat(fare.predict(new Ride(3)).value()).isEqualTo(6);
      assertThat(context.getBean(Rides.class).customized).containsExactly("fare");
      MeterRegistry meters = context.getBean(MeterRegistry.class);
      assertThat(meters.get("lifecycle4j.predict").timer().count()).isEqualTo(1);
      awaitTrue(() -> meters.get("lifecycle4j.alerts.open").gauge().value() == 0);
    }
    assertThatThrownBy(model::ready).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> lifecycle.models().names()).isInstanceOf(IllegalStateException.class);
  }

  /** An application that decides itself who acts, and which tiers there are. */
  @Configuration
  static class OwnRules {
    @Bean
    CurrentActor own() {
      return () -> Actor.by("night shift");
    }

    @Bean
    Tiers tiers() {
      return new Tiers();
    }

    @Bean
    LifecycleMeters northern(MeterRegistry registry) {
      return LifecycleMeters.of(registry, Tag.of("region", "north"));
    }
  }

  @Test
  void actAsTheUserOfTheSecurityContextOrElseAsTheApplication() {
    Map<String, Object> properties =
        Map.of("lifecycle4j.home", "memory:new", "spring.application.name", "taxi");
    try (var context = context(properties)) {
      CurrentActor current = context.getBean(CurrentActor.class);
      assertThat(current.actor()).isEqualTo(Actor.by("taxi"));
      signIn(UsernamePasswordAuthenticationToken.authenticated("alice", "", List.of()));
      assertThat(current.actor()).isEqualTo(Actor.by("alice"));
      signIn(UsernamePasswordAuthenticationToken.unauthenticated("mallory", ""));
      assertThat(current.actor()).isEqualTo(Actor.by("taxi"));
      List<GrantedAuthority> none = List.of(new SimpleGrantedAuthority("NONE"));
      signIn(new AnonymousAuthenticationToken("key", "anonymousUser", none));
      assertThat(current.actor()).isEqualTo(Actor.by("taxi"));
    } finally {
      SecurityContextHolder.clearContext();
    }
  }

  private static void signIn(Authentication user) {
    SecurityContextHolder.getContext().setAuthentication(user);
  }

  @Test
  void haveAColdStoreThatIsClosedAfterTheHome() {
    Map<String, Object> properties =
        Map.of(
            "lifecycle4j.home", directory.resolve("home").toString(),
            "lifecycle4j.cold-store", directory.resolve("cold").toUri().toString());
    for (int start = 0; start < 2; start++) {
      Medium cold;
      try (var context = context(properties)) {
        cold = context.getBean("lifecycleColdStore", Medium.class);
        assertThat(cold.location()).isEqualTo(directory.resolve("cold").toUri());
        Lifecycle lifecycle = context.getBean(Lifecycle.class);
        lifecycle.maintenance().upgrade();
        Tiers tiers = context.getBean(Tiers.class);
        assertThat(tiers.tiering(lifecycle).runs(Tier.COLD, run -> true).move().run().failures())
            .isEmpty();
      }
      assertThatThrownBy(cold::blobs).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void winOverThoseOfTheStarter() {
    Map<String, Object> properties =
        Map.of(
            "lifecycle4j.home", directory.resolve("home").toString(),
            "lifecycle4j.cold-store", directory.resolve("cold").toString());
    try (var context = context(properties, Rides.class, OwnRules.class)) {
      assertThat(context.getBean(CurrentActor.class).actor()).isEqualTo(Actor.by("night shift"));
      assertThat(context.getBeansOfType(Tiers.class)).containsOnlyKeys("tiers");
      MeterRegistry registry = context.getBean(MeterRegistry.class);
      assertThat(registry.find("lifecycle4j.home.size").gauges())
          .singleElement()
          .matches(gauge -> "north".equals(gauge.getId().getTag("region")));
    }
  }

  @Test
  void nameTheModuleThatAColdStoreNeeds() {
    try (var context = new GenericApplicationContext()) {
      context.setClassLoader(new WithoutTiers());
      context.getBeanFactory().setBeanClassLoader(context.getClassLoader()); // conditions ask it
      context
          .getEnvironment()
          .getPropertySources()
          .addFirst(
              new MapPropertySource(
                  "test",
                  Map.of("lifecycle4j.home", "memory:new", "lifecycle4j.cold-store", "/cold")));
      new AnnotatedBeanDefinitionReader(context)
          .register(
              LifecycleTiersAutoConfiguration.class,
              LifecycleWithoutTiersAutoConfiguration.class,
              LifecycleAutoConfiguration.class);
      assertThatThrownBy(context::refresh)
          .hasStackTraceContaining("lifecycle-tiers is not on the class path (add it)");
    }
  }

  /** A class path without the module. */
  private static final class WithoutTiers extends ClassLoader {
    WithoutTiers() {
      super(OwnBeansTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("io.lifecycle4j.tiers.")) {
        throw new ClassNotFoundException(name);
      }
      return super.loadClass(name, resolve);
    }
  }

  @Test
  void areClosedBeforeTheHome() {
    try (var context = context(Map.of("lifecycle4j.home", "memory:new"), Rides.class)) {
      var beans = context.getBeanFactory(); // Spring destroys what depends on a bean before it
      assertThat(beans.getDependentBeans("managedModelFactory")).contains("fare", "modelReadiness");
      assertThat(beans.getDependentBeans("lifecycle"))
          .contains("managedModelFactory", "modelEvents");
    }
  }

  @Test
  void openAHomeToRead() {
    Map<String, Object> properties =
        Map.of("lifecycle4j.home", directory.toString(), "lifecycle4j.read-only", "true");
    Lifecycle.open(directory).close();
    try (var context = context(properties, Rides.class)) {
      Lifecycle lifecycle = context.getBean(Lifecycle.class);
      assertThatThrownBy(() -> lifecycle.maintenance().upgrade())
          .isInstanceOf(ReadOnlyException.class);
    }
  }

  @Test
  void logTheSystemAsOftenAsTheyAreTold() {
    Map<String, Object> properties =
        Map.of("lifecycle4j.home", "memory:new", "lifecycle4j.system-metrics", "-1s");
    assertThatThrownBy(() -> context(properties).close()).hasStackTraceContaining("PT-1S");
  }

  /** Reads classes of both lines without loading them. */
  @Test
  void winWhicheverTheyAre() throws IOException {
    List<String> configurations =
        ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader())
            .getCandidates()
            .stream()
            .filter(name -> name.startsWith("io.lifecycle4j."))
            .toList();
    assertThat(configurations).hasSizeGreaterThan(5);
    var classes = new SimpleMetadataReaderFactory();
    for (String name : configurations) {
      var metadata = classes.getMetadataReader(name).getAnnotationMetadata();
      assertThat(metadata.getAnnotatedMethods(Bean.class.getName()))
          .as(name)
          .isNotEmpty()
          .allMatch(bean -> bean.isAnnotated(ConditionalOnMissingBean.class.getName()));
    }
  }

  @Test
  void needAHome() {
    assertThatThrownBy(() -> context(Map.of()).close())
        .hasStackTraceContaining("The property lifecycle4j.home is not set");
  }

  @Test
  void doNotStartWithAnInvalidShare() {
    assertThatThrownBy(
            () ->
                context(
                        Map.of(
                            "lifecycle4j.home", "memory:new",
                            "lifecycle4j.observed-predictions", "2"))
                    .close())
        .hasStackTraceContaining("Invalid lifecycle4j.observed-predictions: 2 (must be 0 to 1)");
  }

  @Test
  void doNotStartWithAPropertyThatIsNotKnown() {
    Map<String, Object> properties =
        Map.of("lifecycle4j.home", "memory:new", "lifecycle4j.read-onyl", "true");
    assertThatThrownBy(() -> context(properties).close())
        .hasStackTraceContaining("lifecycle4j.read-onyl");
  }

  @Test
  void doNotStartWithALocationThatIsNone() {
    assertThatThrownBy(() -> context(Map.of("lifecycle4j.home", "file:/my models")).close())
        .hasRootCauseInstanceOf(InvalidValueException.class)
        .hasRootCauseMessage("Invalid location: file:/my models (Illegal character in path)");
  }

  @Test
  void haveHintsOfTheRecordsThatAreReadFromJson() {
    RuntimeHints hints = new RuntimeHints();
    new LifecycleRuntimeHints().registerHints(hints, getClass().getClassLoader());
    assertThat(hints.reflection().typeHints().count()).isGreaterThan(100);
    assertThat(RuntimeHintsPredicates.resource().forResource(VERSION)).accepts(hints);
    assertThat(getClass().getClassLoader().getResource(VERSION)).isNotNull();
    assertThat(
            SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
                .load(RuntimeHintsRegistrar.class))
        .hasAtLeastOneElementOfType(LifecycleRuntimeHints.class);
  }

  @Test
  void haveMetadataOfEachProperty() throws IOException {
    String metadata;
    try (InputStream file =
        LifecycleProperties.class.getResourceAsStream(
            "/META-INF/spring-configuration-metadata.json")) {
      assertThat(file).isNotNull();
      metadata = new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
    JsonNode properties = new ObjectMapper().readTree(metadata).get("properties");
    Map<String, String> described = new TreeMap<>();
    for (JsonNode each : properties) {
      described.put(
          each.get("name").asText(),
          each.get("type").asText() + " = " + each.path("defaultValue").asText("none"));
    }
    assertThat(described).isEqualTo(Names.withTypesAndDefaults());
  }
}
