package com.handinger.batch.run;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.batch.jdbc.autoconfigure.BatchJdbcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * Spring Batch with its metadata in the store of the job; jobs are built by hand, one for each start.
 *
 * <p>Nothing else configures it: the environment, system properties and an {@code application.properties} where the
 * command is typed may belong to another Spring program, and would lead this one to another database. What is not looked
 * for also costs a start no time.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration(BatchJdbcAutoConfiguration.class)
class BatchConfiguration {

    private static final int POOL = 6;

    private static final Map<String, Object> PROPERTIES =
            Map.of("spring.batch.job.enabled", false, "spring.batch.jdbc.initialize-schema", "never");

    /** Starts it on a store; closing the context closes its connections. */
    static ConfigurableApplicationContext start(StoreLocation location) {
        SpringApplication application = new SpringApplication(BatchConfiguration.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setRegisterShutdownHook(false);
        application.setListeners(List.of());
        application.setEnvironment(new OwnEnvironment());
        application.setInitializers(List.of(context -> register((GenericApplicationContext) context, location)));
        return application.run();
    }

    private static void register(GenericApplicationContext context, StoreLocation location) {
        context.registerBean(HikariDataSource.class, () -> pool(location));
        context.registerBean(JdbcTemplate.class, () -> new JdbcTemplate(context.getBean(HikariDataSource.class)));
        context.registerBean(
                "transactionManager",
                JdbcTransactionManager.class,
                () -> new JdbcTransactionManager(context.getBean(HikariDataSource.class)));
    }

    private static HikariDataSource pool(StoreLocation location) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(location.url());
        config.setUsername(OpenStore.USER);
        config.setPassword("");
        config.setMaximumPoolSize(POOL);
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
    }

    private static final class OwnEnvironment extends StandardEnvironment {
        @Override
        protected void customizePropertySources(MutablePropertySources sources) {
            sources.addLast(new MapPropertySource("handinger-batch", PROPERTIES));
        }
    }
}
