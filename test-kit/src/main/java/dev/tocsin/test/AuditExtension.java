package dev.tocsin.test;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Captures the security events of each test, in memory.
 *
 * <pre>{@code
 * @ExtendWith(AuditExtension.class)
 * class SignInTest {
 *   @Test
 *   void wrongPinIsAudited(AuditCapture audit) {
 *     signIn("bob", "0000");
 *     assertThat(audit).has(authFailure().user("bob"));
 *   }
 * }
 * }</pre>
 *
 * <p>A test's capture has what is logged from its {@code @BeforeEach} methods to its
 * {@code @AfterEach} methods. What is logged in {@code @BeforeAll} and {@code @AfterAll} methods,
 * and in the constructor, is in the capture of the class, which parameters of these have. A nested
 * class has its own.
 *
 * <p>The application's own Log4j configuration is used. If it has an audit appender, that one goes
 * on as it does, unless the JUnit parameter {@code tocsin.journal} is {@code memory}; if it has
 * none, it gets one that writes no file. Parameters are described in {@code docs/testing.md}.
 */
public final class AuditExtension
    implements BeforeAllCallback,
        AfterAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        ParameterResolver,
        InvocationInterceptor {
  private static final Namespace NAMESPACE = Namespace.create(AuditExtension.class);

  /** For JUnit, and for {@code @RegisterExtension}. */
  public AuditExtension() {}

  /**
   * The capture of the test that runs on this thread, for where a parameter can't be had; of the
   * class, where none of its tests has begun.
   *
   * @throws IllegalStateException if none runs here under this extension
   */
  public static AuditCapture capture() {
    AuditCapture capture = Kit.get().attribution().captureOfThisThread();
    if (capture == null) {
      throw new IllegalStateException(
          "no test with the AuditExtension runs on this thread; add"
              + " @ExtendWith(AuditExtension.class) to its class, or hand it the test's"
              + " AuditCapture");
    }
    return capture;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    open(context);
    RequiredCoverage.of(context, parameters(context));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    open(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    close(context);
  }

  private static Parameters parameters(ExtensionContext context) {
    Parameters parameters = Parameters.of(context::getConfigurationParameter);
    if (!parameters.mistakes().isEmpty()) {
      throw new ExtensionConfigurationException(String.join("; ", parameters.mistakes()));
    }
    return parameters;
  }

  private static void open(ExtensionContext context) {
    Parameters parameters = parameters(context);
    if (!Kit.get().isRunning()) {
      throw new ExtensionConfigurationException(
          "tocsin-test's "
              + RunListener.class.getName()
              + " was not told of this test run, so nobody knows whose an event is; take it out of"
              + " junit.platform.execution.listeners.deactivate");
    }
    try {
      Contexts.prepare(parameters);
    } catch (IllegalStateException e) {
      throw new ExtensionConfigurationException(String.valueOf(e.getMessage()), e);
    }
    AuditCapture capture =
        new AuditCapture(nameOf(context), context.getUniqueId(), Kit.get().attribution());
    context.getStore(NAMESPACE).put(context.getUniqueId(), capture);
    Kit.get().attribution().open(capture);
  }

  private static void close(ExtensionContext context) {
    AuditCapture capture =
        context.getStore(NAMESPACE).remove(context.getUniqueId(), AuditCapture.class);
    if (capture != null) {
      Kit.get().attribution().close(capture);
      // Calls that hang come back.
      capture.disk().restore();
    }
  }

  private static String nameOf(ExtensionContext context) {
    String type = context.getTestClass().map(Class::getName).orElse("");
    return type + context.getTestMethod().map(method -> "#" + method.getName()).orElse("");
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == AuditCapture.class;
  }

  @Override
  public AuditCapture resolveParameter(ParameterContext parameter, ExtensionContext context) {
    for (ExtensionContext at = context; at != null; at = at.getParent().orElse(null)) {
      AuditCapture capture = at.getStore(NAMESPACE).get(at.getUniqueId(), AuditCapture.class);
      if (capture != null) {
        return capture;
      }
    }
    throw new ExtensionConfigurationException(
        "there is no AuditCapture for this parameter: an AuditExtension in an instance field begins"
            + " with each test; make the field static, or use @ExtendWith(AuditExtension.class)");
  }

  /** Also where a test does not run on the thread that JUnit began it on, as under a time limit. */
  private static <T extends @Nullable Object> T onThisThread(
      Invocation<T> invocation, ExtensionContext context) throws Throwable {
    Attribution attribution = Kit.get().attribution();
    String id = context.getUniqueId();
    attribution.enter(id);
    try {
      return invocation.proceed();
    } finally {
      attribution.leave(id);
    }
  }

  @Override
  public void interceptBeforeAllMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    onThisThread(invocation, context);
  }

  @Override
  public void interceptBeforeEachMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    onThisThread(invocation, context);
  }

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    onThisThread(invocation, context);
  }

  @Override
  public <T extends @Nullable Object> T interceptTestFactoryMethod(
      Invocation<T> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    return onThisThread(invocation, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    onThisThread(invocation, context);
  }

  @Override
  public void interceptDynamicTest(
      Invocation<@Nullable Void> invocation,
      DynamicTestInvocationContext test,
      ExtensionContext context)
      throws Throwable {
    onThisThread(invocation, context);
  }

  @Override
  public void interceptAfterEachMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    onThisThread(invocation, context);
  }

  @Override
  public void interceptAfterAllMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    onThisThread(invocation, context);
  }
}
