package io.lifecycle4j.core.registry;

import static io.lifecycle4j.contract.Fixtures.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.core.LoggedLines;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.MissingApprovalsException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.Approvals;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Authorizer;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.PolicyMet;
import io.lifecycle4j.registry.PolicySet;
import io.lifecycle4j.registry.PromotionPolicy;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.VersionApproved;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Medium;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The rules of the library bind a registry of another backend, which does not know them. */
class DecisionsTest {
  private final Medium medium = Media.memory();
  private final ModelRegistry registry = Registries.over(medium, () -> Fixtures.TIME);
  private Instant now = Fixtures.TIME;
  private final List<Transition> applied = new ArrayList<>();

  @AfterEach
  void close() {
    registry.close();
    medium.close();
  }

  /** Returns a registry that writes whatever it is given. */
  private ModelRegistry careless() {
    return (ModelRegistry)
        Proxy.newProxyInstance(
            ModelRegistry.class.getClassLoader(),
            new Class<?>[] {ModelRegistry.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("apply")) {
                applied.add((Transition) arguments[0]);
                return new AuditRecord(100, Fixtures.TIME, applied.get(applied.size() - 1));
              }
              try {
                return method.invoke(registry, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private Decisions decisions() {
    ModelRegistry checked = Registries.checked(careless(), () -> now);
    return new Decisions("fraud", checked, Authorizer.ALL, Decisions.LOG);
  }

  private static Transition entry(Change... changes) {
    Transition.Builder entry = Transition.builder(ALICE, "agreed");
    List.of(changes).forEach(entry::change);
    return entry.build();
  }

  @Test
  void refusesWhatItsPolicyForbids() {
    PromotionPolicy policy = PromotionPolicy.NONE;
    StoredFile weights = registry.put(new NamedContent("weights.bin", Content.of("weights")));
    registry.register("fraud", Fixtures.model(weights), ALICE, "trained");
    registry.apply(entry(new PolicySet("fraud", "production", Optional.empty(), policy)));
    Decisions decisions = decisions();
    Change moved = Moves.moved("fraud", 0, 1, Change.Direction.FORWARD);

    assertThatThrownBy(() -> decisions.decide(Action.PROMOTE, entry(moved)))
        .isInstanceOf(ConflictException.class)
        .hasMessageStartingWith("Cannot move production of fraud to version 1: it must fulfil");
    assertThat(applied).isEmpty();
    decisions.decide(
        Action.PROMOTE, entry(new PolicyMet("fraud", 1, "production", policy.digest()), moved));
    assertThat(applied).hasSize(1);
  }

  @Test
  void refusesAnApprovalThatExpiredWhileTheEntryWasPrepared() {
    Approvals rule = Approvals.of(1).expireAfter(Duration.ofDays(1));
    PromotionPolicy policy = PromotionPolicy.builder().approvals(rule).build();
    StoredFile weights = registry.put(new NamedContent("weights.bin", Content.of("weights")));
    ModelVersion version = registry.register("fraud", Fixtures.model(weights), ALICE, "trained");
    registry.apply(entry(new PolicySet("fraud", "production", Optional.empty(), policy)));
    Change approved =
        new VersionApproved(
            "fraud",
            1,
            "production",
            version.id(),
            Optional.empty(),
            Optional.empty(),
            policy.digest());
    registry.apply(Transition.builder(Actor.by("bob"), "reviewed").change(approved).build());
    Transition promotion =
        entry(
            new PolicyMet("fraud", 1, "production", policy.digest()),
            Moves.moved("fraud", 0, 1, Change.Direction.FORWARD));

    now = now.plus(Duration.ofDays(1));

    assertThatThrownBy(() -> decisions().decide(Action.PROMOTE, promotion))
        .isInstanceOf(MissingApprovalsException.class)
        .hasMessageEndingWith("but that expired at 2026-01-03T03:04:05Z");
    now = now.minusNanos(1);
    decisions().decide(Action.PROMOTE, promotion);
    assertThat(applied).containsExactly(promotion);
  }

  @Test
  void areLoggedInOneLine() {
    Queue<String> lines = new ConcurrentLinkedQueue<>();
    Decisions decisions =
        new Decisions("fraud", registry, Authorizer.ALL, LoggedLines.of("info", lines));
    StoredFile weights = registry.put(new NamedContent("weights.bin", Content.of("weights")));
    decisions.register(
        Fixtures.model(weights), new By(Action.REGISTER, ALICE, "new\nfraud:1 approved by bob"));
    assertThat(lines).singleElement().asString().doesNotContain("\n").contains("by alice: new");
  }
}
