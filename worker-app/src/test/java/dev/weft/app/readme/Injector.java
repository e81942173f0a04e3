package dev.weft.app.readme;

/** Stands for what a container offers, such as Guice's injector or Spring's bean factory. */
interface Injector {

  <T> T getInstance(Class<T> type);
}
