/// <reference types="vite/client" />

declare module '*.vue' {
  import type { DefineComponent } from 'vue';
  const component: DefineComponent<object, object, unknown>;
  export default component;
}

declare module 'element-plus/dist/locale/zh-cn.mjs' {
  import type { Language } from 'element-plus/es/locale';
  const locale: Language;
  export default locale;
}

/** The components of a release, made by the build (`licences.ts`). */
declare module 'virtual:licences' {
  const components: Array<{ name: string; version: string; licence: string; of: 'program' | 'pages' }>;
  export default components;
}
