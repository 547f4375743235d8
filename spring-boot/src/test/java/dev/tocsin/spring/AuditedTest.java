package dev.tocsin.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.event.SecurityEvent;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import kotlin.coroutines.Continuation;
import org.aopalliance.intercept.MethodInterceptor;
import org.apache.logging.log4j.ThreadContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

class AuditedTest {
  @TempDir static Path folder;
  private static ConfigurableApplicationContext context;
  private static Reports reports;

  @SpringBootConfiguration
  @EnableAutoConfiguration
  @Import(Reports.class)
  static class Application {
    /** As HTTP interface clients are made. */
    @Bean
    Client client() {
      return (Client)
          Proxy.newProxyInstance(
              Client.class.getClassLoader(),
              new Class<?>[] {Client.class},
              (proxy, method, arguments) ->
                  arguments == null ? "a client" : "sent " + arguments[0]);
    }

    /** As repositories are made: a proxy of Spring's, whose target knows no annotation. */
    @Bean
    Repository repository() {
      Shelf shelf = new Shelf();
      ProxyFactory factory = new ProxyFactory(shelf);
      factory.setInterfaces(Repository.class);
      factory.addAdvice(
          (MethodInterceptor) call -> shelf.save(String.valueOf(call.getArguments()[0])));
      return (Repository) factory.getProxy();
    }
  }

  interface Client {
    @Audited(type = "api_access", target = "#a0")
    String send(String text);
  }

  interface Store {
    String save(String text);
  }

  interface Repository extends Store {
    @Audited(type = "data_modification", target = "#a0")
    @Override
    String save(String text);
  }

  static class Shelf implements Store {
    @Override
    public String save(String text) {
      return "kept " + text;
    }
  }

  static class Unprintable {
    @Override
    public String toString() {
      throw new IllegalStateException("no text");
    }
  }

  /** One whose id can't be asked for. */
  record Order(String id) {
    String broken() {
      if (id.isEmpty()) {
        return id;
      }
      throw new IllegalStateException("no");
    }
  }

  static class Reports {
    @Audited(
        type = "data_export",
        targetType = "report",
        target = "#id",
        details = {"rows=#result.size()", "asked=#a1"})
    List<String> export(String id, int rows) {
      if (rows < 0) {
        throw new IllegalArgumentException("rows " + rows);
      }
      return Collections.nCopies(rows, id);
    }

    @Audited(type = "DATA_DELETION", targetType = "order", target = "#order.broken()")
    String delete(Order order) {
      return order.id();
    }

    @Audited(type = "data_access", targetType = "answer", target = "#result")
    CompletableFuture<String> later(CompletableFuture<String> answer) {
      return answer;
    }

    @Audited(type = "admin_access")
    CompletableFuture<String> laterStill(CompletableFuture<String> answer) {
      return answer;
    }

    @Audited(type = "admin_action", target = "#result")
    Unprintable unprintable() {
      return new Unprintable();
    }

    @Audited(type = "authorization_revoked", target = "#name", details = "roles=#roles")
    void revoke(StringBuilder name, List<String> roles) {
      name.setLength(0);
      roles.clear();
    }
  }

  @BeforeAll
  static void start() {
    SpringApplication application = new SpringApplication(Application.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    context =
        application.run(
            "--spring.main.banner-mode=off",
            "--tocsin.journal.file=" + folder.resolve("audit.log"));
    reports = context.getBean(Reports.class);
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  private static SecurityEvent last(String type) throws IOException {
    List<SecurityEvent> events = Journals.events(folder, type);
    return events.get(events.size() - 1);
  }

  @Test
  void returningIsSuccessWithTargetAndDetails() throws IOException {
    assertThat(reports.export("june", 3)).hasSize(3);

    SecurityEvent event = last("data_export");
    assertThat(event.success()).isTrue();
    assertThat(event.targetType()).isEqualTo("report");
    assertThat(event.targetId()).isEqualTo("june");
    assertThat(event.details()).containsEntry("rows", 3L).containsEntry("asked", 3L);
  }

  @Test
  void throwingIsFailureAndTheCallerGetsTheSameException() throws IOException {
    assertThatThrownBy(() -> reports.export("july", -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rows -1")
        .hasNoSuppressedExceptions();

    SecurityEvent event = last("data_export");
    assertThat(event.success()).isFalse();
    assertThat(event.targetId()).isEqualTo("july");
    assertThat(event.details())
        .containsEntry("exception", "java.lang.IllegalArgumentException")
        .containsEntry("exception_message", "rows -1")
        .doesNotContainKey("rows");
  }

  @Test
  void anExpressionThatFailsIsToldAndDisturbsNothing() throws IOException {
    assertThat(reports.delete(new Order("4711"))).isEqualTo("4711");

    SecurityEvent event = last("data_deletion");
    assertThat(event.success()).isTrue();
    assertThat(event.targetId()).isNull();
    assertThat(event.details().get("target_error")).asString().contains("no");
  }

  @Test
  void aStageIsFollowedToItsEndInTheContextOfTheCall() throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    ThreadContext.put("user_id", "carol");
    CompletableFuture<String> seen = reports.later(answer);
    ThreadContext.remove("user_id");
    assertThat(Journals.events(folder, "data_access")).isEmpty();

    Thread other = new Thread(() -> answer.complete("42"));
    other.start();
    other.join();

    assertThat(seen).isCompletedWithValue("42");
    assertThat(last("data_access").targetId()).isEqualTo("42");
    assertThat(last("data_access").userId()).isEqualTo("carol");
    assertThat(ThreadContext.isEmpty()).isTrue();
  }

  @Test
  void whatAStageWrapsIsTheException() throws IOException {
    CompletableFuture<String> answer = new CompletableFuture<>();
    CompletableFuture<String> seen =
        reports.laterStill(
            answer.thenApply(
                text -> {
                  throw new IllegalStateException("no " + text);
                }));
    answer.complete("answer");

    assertThat(seen).isCompletedExceptionally();
    SecurityEvent event = last("admin_access");
    assertThat(event.success()).isFalse();
    assertThat(event.details())
        .containsEntry("exception", "java.lang.IllegalStateException")
        .containsEntry("exception_message", "no answer");
  }

  @Test
  void aResultThatHasNoTextIsToldAndDisturbsNothing() throws IOException {
    assertThat(reports.unprintable()).isNotNull();

    SecurityEvent event = last("admin_action");
    assertThat(event.success()).isTrue();
    assertThat(event.details()).containsEntry("target_error", "no text");
  }

  @Test
  void whatTheMethodChangesIsToldAsItWasBefore() throws IOException {
    reports.revoke(new StringBuilder("bob"), new ArrayList<>(List.of("admin")));

    SecurityEvent event = last("authorization_revoked");
    assertThat(event.targetId()).isEqualTo("bob");
    assertThat(event.details()).containsEntry("roles", List.of("admin"));
  }

  @Test
  void aBeanThatIsAProxyAlreadyIsAudited() throws IOException {
    assertThat(context.getBean(Client.class).send("hello")).isEqualTo("sent hello");

    assertThat(last("api_access").targetId()).isEqualTo("hello");
  }

  @Test
  void aRepositoryThatAnnotatesAnInheritedMethodIsAudited() throws IOException {
    assertThat(context.getBean(Repository.class).save("book")).isEqualTo("kept book");

    assertThat(last("data_modification").targetId()).isEqualTo("book");
  }

  @ParameterizedTest
  @ValueSource(strings = {"spring.aop.auto=false", "spring.aop.proxy-target-class=false"})
  void settingsOfAspectsDoNotSwitchItOff(String property) {
    new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(AopAutoConfiguration.class, AuditedAutoConfiguration.class))
        .withPropertyValues(property)
        .withBean(Reports.class)
        .run(
            started ->
                assertThat(started)
                    .getBean(Reports.class)
                    .satisfies(bean -> assertThat(AopUtils.isAopProxy(bean)).isTrue()));
  }

  static class Misspelt {
    @Audited(type = "data_exprot")
    void call() {}
  }

  static class UnknownParameter {
    @Audited(type = "data_export", target = "#nmae")
    void call(String name) {}
  }

  static class BrokenExpression {
    @Audited(type = "data_export", target = "#name.")
    void call(String name) {}
  }

  static class NoDetail {
    @Audited(type = "data_export", details = "#name")
    void call(String name) {}
  }

  static class NotToBeSeen {
    @Audited(type = "data_export")
    final void call() {}
  }

  static class Reserved {
    @Audited(type = "audit_stopped")
    void call() {}
  }

  static class Reactive {
    @Audited(type = "data_export")
    Flow.@Nullable Publisher<String> call() {
      return null;
    }
  }

  static class ByMutiny {
    @Audited(type = "data_export")
    @Nullable Uni<String> call() {
      return null;
    }
  }

  static class Suspended {
    @Audited(type = "data_export")
    @Nullable Object call(Continuation<String> then) {
      return null;
    }
  }

  static class PlainFuture {
    @Audited(type = "data_export")
    Future<String> call() {
      return CompletableFuture.completedFuture("");
    }
  }

  static class NamedResult {
    @Audited(type = "data_export", target = "#result")
    String call(String result) {
      return result;
    }
  }

  static List<Arguments> mistakes() {
    return List.of(
        Arguments.of(Misspelt.class, "\"data_exprot\"", "data_export"),
        Arguments.of(UnknownParameter.class, "there is no parameter #nmae", "#a0, #name"),
        Arguments.of(BrokenExpression.class, "target \"#name.\"", "as in #id"),
        Arguments.of(NoDetail.class, "details \"#name\"", "use name=expression"),
        Arguments.of(NotToBeSeen.class, "final method", "make it an ordinary one"),
        Arguments.of(Reserved.class, "audit_stopped", "written by Tocsin only"),
        Arguments.of(Reactive.class, "Publisher", "doOnSuccess"),
        Arguments.of(ByMutiny.class, "Uni", "SecurityLogger where it ends"),
        Arguments.of(Suspended.class, "suspend function", "SecurityLogger where it ends"),
        Arguments.of(PlainFuture.class, "java.util.concurrent.Future", "a CompletableFuture"),
        Arguments.of(NamedResult.class, "one of its parameters", "another name"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void whatCannotBeRightIsToldWhenTheBeanIsMade(Class<?> bean, String what, String wayOut) {
    new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(AopAutoConfiguration.class, AuditedAutoConfiguration.class))
        .withBean(bean)
        .run(
            started ->
                assertThat(started)
                    .hasFailed()
                    .getFailure()
                    .rootCause()
                    .satisfies(
                        failure ->
                            assertThat(failureText(started.getStartupFailure()))
                                .contains("@Audited on " + bean.getName() + ".call: ")
                                .contains(what)
                                .contains(wayOut)));
  }

  private static String failureText(@Nullable Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      text.append(each.getMessage()).append('\n');
    }
    return text.toString();
  }

  @Test
  void switchedOffNothingIsProxied() {
    new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(AopAutoConfiguration.class, AuditedAutoConfiguration.class))
        .withPropertyValues("tocsin.audited.enabled=false")
        .withBean(Misspelt.class)
        .run(started -> assertThat(started).hasNotFailed().doesNotHaveBean(AuditedCalls.class));
  }
}
