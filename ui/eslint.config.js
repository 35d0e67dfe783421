/**
 * Lint of the pages. The rule of this house: what a clerk reads stands in `src/locales`, never in code.
 */
import vue from 'eslint-plugin-vue';
import globals from 'globals';
import ts from 'typescript-eslint';
import { noChinese } from './lint/no-chinese.js';

export default ts.config(
  { ignores: ['dist', 'src/contract'] },
  ...ts.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    languageOptions: { globals: globals.browser },
    plugins: { house: { rules: { 'no-chinese': noChinese } } },
    rules: {
      'house/no-chinese': 'error',
      'max-lines': ['error', { max: 700 }],
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
      eqeqeq: 'error',
      'no-eval': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      'vue/no-v-html': 'error',
      // How a template is laid out is the formatter of the editor's business.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/require-default-prop': 'off',
      'vue/multi-word-component-names': 'off',
      'vue/attributes-order': 'off',
    },
  },
  { files: ['**/*.vue'], languageOptions: { parserOptions: { parser: ts.parser } } },
  {
    files: ['**/*.test.ts', 'src/testing/**'],
    rules: { 'house/no-chinese': 'off', 'max-lines-per-function': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  { files: ['lint/**'], rules: { 'house/no-chinese': 'off' }, languageOptions: { globals: globals.node } },
);
