/**
 * A Chinese literal in code or template is a label that nobody will find: it belongs into `src/locales/zh-CN`.
 * Comments may name Chinese terms.
 */
const CHINESE = /[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/;

export const noChinese = {
  meta: { type: 'problem', schema: [], messages: { found: '“{{text}}” belongs into src/locales/zh-CN' } },
  create(context) {
    const look = (node, text) => {
      if (typeof text === 'string' && CHINESE.test(text)) {
        context.report({ node, messageId: 'found', data: { text: text.trim().slice(0, 20) } });
      }
    };
    const code = {
      Literal: (node) => look(node, node.value),
      TemplateElement: (node) => look(node, node.value.cooked),
    };
    const template = { ...code, VText: (node) => look(node, node.value), VLiteral: (node) => look(node, node.value) };
    const parser = context.sourceCode.parserServices;
    return parser.defineTemplateBodyVisitor ? parser.defineTemplateBodyVisitor(template, code) : code;
  },
};
